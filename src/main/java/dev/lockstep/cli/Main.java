package dev.lockstep.cli;

import dev.lockstep.cli.bench.BenchCommand;
import dev.lockstep.cli.option.NamedConstant;
import dev.lockstep.cli.option.ReportKind;
import dev.lockstep.cli.option.Task;
import dev.lockstep.cli.option.Version;
import dev.lockstep.cli.registry.HistoryCommand;
import dev.lockstep.cli.registry.PromoteCommand;
import dev.lockstep.cli.registry.RollbackCommand;
import dev.lockstep.cli.retrain.CompareCommand;
import dev.lockstep.cli.retrain.RetrainCommand;
import dev.lockstep.cli.serve.ServeCommand;
import dev.lockstep.cli.serve.WithoutSpark;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failures;
import dev.lockstep.cli.shell.Interruption;
import dev.lockstep.cli.shell.RequiredSpark;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.cli.shell.YarnDriver;
import dev.lockstep.cli.show.ShowCommand;
import dev.lockstep.cli.train.TrainCommand;
import dev.lockstep.cli.train.VerifyCommand;
import dev.lockstep.data.read.Places;
import dev.lockstep.export.ExportFormat;
import dev.lockstep.report.Metric;
import dev.lockstep.train.exchange.ExchangeKind;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.InitializationException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** Trains multilayer perceptrons on Apache Spark, reproducibly to the last bit. */
@Command(
    name = "lockstep",
    description =
        "Trains multilayer perceptrons on Apache Spark: the same bytes whatever the cluster does.",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      ShowCommand.class,
      ExportCommand.class,
      ReportCommand.class,
      ImportCommand.class,
      VerifyCommand.class,
      RetrainCommand.class,
      CompareCommand.class,
      PromoteCommand.class,
      RollbackCommand.class,
      HistoryCommand.class,
      FetchCommand.class,
      ServeCommand.class,
      BenchCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true)
public final class Main {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Add the stack trace to an error.")
  boolean verbose;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    try {
      if (WithoutSpark.takes(args)) {
        System.exit(WithoutSpark.run(args));
      }
      end(args);
    } catch (LinkageError e) { // Only Terminal can tell it: all other classes use Spark's.
      Terminal.say(
          "lockstep: without Spark and Hadoop it does not run: start it with submit.sh or spark-submit ("
              + e.getMessage()
              + ")");
      Runtime.getRuntime().halt(ExitCode.CLUSTER);
    }
  }

  private static void end(String[] args) {
    Locale.setDefault(
        Locale.ROOT); // Only the words and files of Spark, Hadoop and picocli follow this.
    Terminal.watch(new FileOutputStream(FileDescriptor.out));
    Interruption.watch();
    Thread.setDefaultUncaughtExceptionHandler(Failures::ofThread);
    int exitCode = run(args);
    Interruption.expect(true); // An exit looks like a signal to a shutdown hook.
    Session.end();
    if (YarnDriver.isThisProcess()) {
      YarnDriver.end(exitCode);
    } else {
      System.exit(exitCode);
    }
  }

  /** Replaces the names of argument files, which may lie beside submit.sh too. */
  private static String[] withArgumentFiles(String[] args) {
    Places places = Places.ofProcess();
    return Arrays.stream(args)
        .map(word -> word.startsWith("@") ? "@" + places.argumentFile(word.substring(1)) : word)
        .toArray(String[]::new);
  }

  /** Runs a command and returns its exit code. */
  public static int run(String... args) {
    int exitCode = execute(args);
    return exitCode == ExitCode.DONE ? Terminal.outcome() : exitCode;
  }

  /** Returns the command line with all commands. */
  static CommandLine line() {
    CommandLine line =
        new CommandLine(new Main())
            .registerConverter(ExchangeKind.class, new NamedConstant<>(ExchangeKind.class))
            .registerConverter(Metric.class, new NamedConstant<>(Metric.class))
            .registerConverter(Task.class, new NamedConstant<>(Task.class))
            .registerConverter(ReportKind.class, new NamedConstant<>(ReportKind.class))
            .registerConverter(ExportFormat.class, new NamedConstant<>(ExportFormat.class))
            // Options after an argument file override its options.
            .setOverwrittenOptionsAllowed(true)
            .setOut(Terminal.help())
            .setErr(Terminal.errors())
            .setParameterExceptionHandler(new Failures())
            .setExecutionExceptionHandler(new Failures());
    // A quote is a character like others, as in a column's name; else picocli warns of one alone.
    for (CommandLine command : line.getSubcommands().values()) {
      command.getCommandSpec().parser().splitQuotedStrings(true);
    }
    HelpText.in(line);
    return line;
  }

  private static int execute(String... args) {
    Optional<String> refusal = RequiredSpark.refusal();
    if (refusal.isPresent()) {
      Terminal.say("lockstep: " + refusal.get());
      return ExitCode.CLUSTER;
    }
    Terminal.begin();
    CommandLine line = line();
    if (args.length == 0) {
      line.usage(Terminal.help());
      return ExitCode.DONE;
    }
    try {
      String[] located = withArgumentFiles(args);
      if (Arrays.stream(located).anyMatch(a -> a.startsWith("@"))) {
        requireReadable(line, located);
      }
      return line.execute(located);
    } catch (InitializationException e) {
      return Failures.handleUnreadable(e, line);
    } catch (Throwable e) { // Libraries throw Errors in place of some IOExceptions.
      return Failures.report(e, line);
    }
  }

  /** Throws the exceptions that a command line's execution would swallow. */
  private static void requireReadable(CommandLine line, String[] args) {
    try {
      line.parseArgs(args);
    } catch (ParameterException e) {
      // The execution reports it.
    }
  }
}
