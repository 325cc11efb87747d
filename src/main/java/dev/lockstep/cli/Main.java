package dev.lockstep.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Trains multilayer perceptrons on Apache Spark, reproducibly to the last bit. */
@Command(
    name = "lockstep",
    description =
        "Trains multilayer perceptrons on Apache Spark: the same bytes whatever the cluster does.",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      InspectCommand.class,
      FetchCommand.class,
      BenchCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true)
public final class Main {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Add the stack trace to an error.")
  boolean verbose;

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"lockstep " + (version == null ? "(not packaged)" : version)};
    }
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command and returns its exit code. */
  static int run(String... args) {
    Main main = new Main();
    CommandLine line =
        new CommandLine(main)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUseSimplifiedAtFiles(true)
            .setParameterExceptionHandler(new Failures())
            .setExecutionExceptionHandler(new Failures());
    if (args.length == 0) {
      line.usage(System.out);
      return ExitCode.DONE;
    }
    return line.execute(args);
  }
}
