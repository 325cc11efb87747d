package dev.lockstep.cli.serve;

import dev.lockstep.cli.option.Version;
import dev.lockstep.cli.shell.Failures;
import dev.lockstep.cli.shell.Interruption;
import dev.lockstep.cli.shell.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * Runs {@code serve} beside the other commands, whose classes and whose Spark take a second or two
 * to load.
 */
@Command(
    name = "lockstep",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true)
public final class WithoutSpark {
  private static final String SERVE = "serve";

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Add the stack trace to an error.")
  boolean verbose;

  private WithoutSpark() {}

  /** Returns true if a command line is one for {@link #run}. */
  public static boolean takes(String[] args) {
    return args.length > 0
        && args[0].equals(SERVE)
        && Arrays.stream(args).noneMatch(word -> word.startsWith("@"));
  }

  /** Runs the command and returns its exit code. */
  public static int run(String[] args) {
    return run(new ServeCommand(), Arrays.copyOfRange(args, 1, args.length));
  }

  static int run(ServeCommand command, String... options) {
    Locale.setDefault(Locale.ROOT);
    Terminal.watch(new FileOutputStream(FileDescriptor.out));
    Interruption.watchWithoutSession();
    CommandLine line =
        new CommandLine(new WithoutSpark())
            .addSubcommand(command)
            .setOut(Terminal.help())
            .setErr(Terminal.errors())
            .setParameterExceptionHandler(new Failures())
            .setExecutionExceptionHandler(new Failures());
    String[] words = new String[options.length + 1];
    words[0] = SERVE;
    System.arraycopy(options, 0, words, 1, options.length);
    int exitCode = line.execute(words);
    Interruption.expect(true);
    return exitCode;
  }
}
