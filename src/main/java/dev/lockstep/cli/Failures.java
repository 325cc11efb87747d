package dev.lockstep.cli;

import dev.lockstep.data.DataException;
import dev.lockstep.model.DamagedFileException;
import dev.lockstep.train.DivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.SparkException;
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
    PrintWriter err = line.getErr();
    err.println("lockstep: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Help: " + line.getCommandSpec().qualifiedName() + " --help");
    printTrace(e, line);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    if (e instanceof ParameterException wrong) {
      return handleParseException(wrong, new String[0]);
    }
    Failure failure = failure(e);
    line.getErr().println("lockstep: " + failure.message);
    printTrace(e, line);
    if (failure.exitCode == ExitCode.INTERNAL) {
      e.printStackTrace(line.getErr());
    }
    return failure.exitCode;
  }

  private record Failure(int exitCode, String message) {}

  private static Failure failure(Throwable e) {
    Optional<Failure> known =
        known(e, DataException.class, ExitCode.DATA)
            .or(() -> known(e, DamagedFileException.class, ExitCode.DAMAGED_FILE))
            .or(() -> known(e, DivergedException.class, ExitCode.DIVERGED));
    if (known.isPresent()) {
      return known.get();
    }
    Throwable root = e;
    boolean cluster = false;
    while (true) {
      cluster |=
          root instanceof SparkException
              || root instanceof IOException
              || root instanceof UncheckedIOException;
      if (root.getCause() == null) {
        break;
      }
      root = root.getCause();
    }
    String message = firstLine(String.valueOf(root.getMessage()));
    return cluster
        ? new Failure(ExitCode.CLUSTER, root.getClass().getSimpleName() + ": " + message)
        : new Failure(ExitCode.INTERNAL, "internal error: " + root);
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

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static void printTrace(Exception e, CommandLine line) {
    Main main = (Main) root(line).getCommandSpec().userObject();
    if (main.verbose) {
      e.printStackTrace(line.getErr());
    }
  }

  private static CommandLine root(CommandLine line) {
    return line.getParent() == null ? line : root(line.getParent());
  }
}
