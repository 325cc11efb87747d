package dev.lockstep.cli;

import dev.lockstep.data.DataException;
import dev.lockstep.model.DamagedFileException;
import dev.lockstep.model.RunLock;
import dev.lockstep.model.WriteFailedException;
import dev.lockstep.text.Printable;
import dev.lockstep.train.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where exceptions become a line on standard error and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String help = line.getCommandSpec().qualifiedName() + " --help";
    line.getErr()
        .println(Printable.line("lockstep: " + withoutTrace(explain(e)) + " (see " + help + ")"));
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
  static int report(Throwable e, CommandLine line) {
    if (Interruption.isTold()) {
      return ExitCode.TERMINATED;
    }
    Failure failure = failure(e);
    line.getErr().println(Printable.line("lockstep: " + failure.message));
    if (failure.exitCode == ExitCode.INTERNAL) {
      e.printStackTrace(line.getErr());
    } else {
      printTrace(e, line);
    }
    return failure.exitCode;
  }

  private static String explain(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return e.getMessage();
    }
    String first = unmatched.getUnmatched().get(0);
    if (first.startsWith("@")) {
      return "no such argument file: " + first.substring(1);
    }
    boolean command = e.getCommandLine().getParent() == null;
    String what =
        unmatched.isUnknownOption()
            ? "unknown option"
            : command ? "unknown command" : "unexpected argument";
    List<String> near = unmatched.getSuggestions();
    return what
        + (" '" + first + "'")
        + (near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?");
  }

  private record Failure(int exitCode, String message) {}

  private static Failure failure(Throwable e) {
    Optional<Failure> known =
        known(e, DataException.class, ExitCode.DATA)
            .or(() -> known(e, DamagedFileException.class, ExitCode.DAMAGED_FILE))
            .or(() -> known(e, DivergedException.class, ExitCode.DIVERGED))
            .or(() -> known(e, RunLock.HeldException.class, ExitCode.HELD))
            .or(() -> known(e, WriteFailedException.class, ExitCode.CLUSTER));
    if (known.isPresent()) {
      return known.get();
    }
    if (e instanceof OutOfMemoryError) {
      return new Failure(
          ExitCode.CLUSTER,
          "out of memory on the driver: "
              + e.getMessage()
              + "; give spark-submit more with --driver-memory");
    }
    Throwable root = e;
    boolean cluster = isClusters(root);
    while (root.getCause() != null) {
      root = root.getCause();
      cluster |= isClusters(root);
    }
    String message = root.getMessage() == null ? "" : ": " + oneLine(root.getMessage());
    return cluster
        ? new Failure(ExitCode.CLUSTER, root.getClass().getSimpleName() + message)
        : new Failure(ExitCode.INTERNAL, "internal error: " + root.getClass().getName() + message);
  }

  private static boolean isClusters(Throwable e) {
    return e instanceof SparkThrowable
        || e instanceof IOException
        || e instanceof UncheckedIOException
        // Spark's own, of a session that it has stopped because the master gave none.
        || (e instanceof IllegalStateException
            && String.valueOf(e.getMessage()).contains("SparkContext"));
  }

  /** A failure of that kind, wherever Spark has wrapped it. */
  private static Optional<Failure> known(Throwable e, Class<? extends Throwable> kind, int code) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return Optional.of(new Failure(code, cause.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** Spark appends traces of its own to a message. */
  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** A remote file system appends its trace to a message, which an option's error repeats. */
  private static String withoutTrace(String text) {
    return text.split("\\n\\s+at ", 2)[0];
  }

  private static void printTrace(Throwable e, CommandLine line) {
    Main main = (Main) root(line).getCommandSpec().userObject();
    if (main.verbose) {
      e.printStackTrace(line.getErr());
    }
  }

  private static CommandLine root(CommandLine line) {
    return line.getParent() == null ? line : root(line.getParent());
  }
}
