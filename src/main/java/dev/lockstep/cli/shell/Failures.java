package dev.lockstep.cli.shell;

import dev.lockstep.text.Printable;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.InitializationException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into a line on standard error and an exit code; no other class does. */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String help = line.getCommandSpec().qualifiedName() + " --help";
    tell(line, withoutTrace(explain(e, args)) + " (see " + help + ")");
    printTrace(e, line);
    return ExitCode.USAGE;
  }

  /** Reports an argument file that exists but cannot be read, which picocli passes to nobody. */
  public static int handleUnreadable(InitializationException e, CommandLine line) {
    String reason = e.getCause() == null ? "" : ": " + Failure.line(e.getCause().getMessage());
    String file = e.getMessage().replaceFirst("^.*? @", "");
    String named = reason.startsWith(": " + file) ? reason.substring(2) : file + reason;
    tell(line, "the argument file cannot be read: " + named);
    printTrace(e, line);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    if (e instanceof ParameterException wrong) {
      return handleParseException(wrong, new String[0]);
    }
    return report(e, line);
  }

  /** Prints the line that says what went wrong, and returns the exit code. */
  public static int report(Throwable e, CommandLine line) {
    if (Interruption.isTold()) {
      return ExitCode.TERMINATED;
    }
    Failure failure = Failure.of(e);
    tell(line, failure.message());
    printTrace(e, line);
    return failure.exitCode();
  }

  /**
   * Reports an exception that ends a thread of Spark's or ours; the command goes on, or fails by
   * itself.
   */
  public static void ofThread(Thread thread, Throwable e) {
    if (!Interruption.isTold()) {
      Terminal.warn("thread " + thread.getName() + " failed: " + Failure.of(e).message());
    }
  }

  private static String explain(ParameterException e, String[] args) {
    if (e instanceof MissingParameterException) {
      // What is missing may well stand in a file that is not there.
      return Arrays.stream(args)
          .filter(word -> word.startsWith("@") && !new File(word.substring(1)).exists())
          .findFirst()
          .map(Failures::noArgumentFile)
          .orElse(e.getMessage());
    }
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return e.getMessage();
    }
    String first = unmatched.getUnmatched().get(0);
    if (first.startsWith("@")) {
      return noArgumentFile(first);
    }
    boolean command = e.getCommandLine().getParent() == null;
    String what =
        unmatched.isUnknownOption()
            ? "unknown option"
            : command ? "unknown command" : "unexpected argument";
    List<String> near = unmatched.getSuggestions();
    return what
        + (" '" + first + "'")
        + nearest(first, near).map(name -> "; did you mean " + name + "?").orElse("");
  }

  private static String noArgumentFile(String word) {
    return "no such argument file: " + word.substring(1);
  }

  /** Returns the nearest name: one that begins with the word, else picocli's first. */
  private static Optional<String> nearest(String word, List<String> near) {
    return near.stream()
        .filter(name -> name.startsWith(word))
        .findFirst()
        .or(() -> near.stream().findFirst());
  }

  /**
   * Returns a message without the trace that a remote file system appends, which an option's error
   * would repeat.
   */
  private static String withoutTrace(String text) {
    return text.split("\\n\\s+at ", 2)[0];
  }

  private static void tell(CommandLine line, String message) {
    line.getErr().println(Printable.line("lockstep: " + message));
  }

  private static void printTrace(Throwable e, CommandLine line) {
    boolean verbose = root(line).getCommandSpec().findOption("--verbose").getValue();
    if (verbose) {
      e.printStackTrace(line.getErr());
    }
  }

  private static CommandLine root(CommandLine line) {
    return line.getParent() == null ? line : root(line.getParent());
  }
}
