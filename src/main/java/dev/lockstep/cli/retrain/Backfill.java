package dev.lockstep.cli.retrain;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.cli.shell.Interruption;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.retrain.DayRange;
import java.io.IOException;
import java.time.LocalDate;
import java.util.OptionalInt;

/**
 * Retrainings of one day after another. A day whose data are missing or wrong, or on which training
 * diverges, does not stop the others. A cause that concerns all days does, and the same command
 * goes on from there.
 */
record Backfill(DayRange range, Retrain retrain) {

  /** Decides about a day; returns the exit code of a retraining of this day alone. */
  @FunctionalInterface
  interface Retrain {
    int of(LocalDate day) throws IOException;
  }

  /**
   * Returns the exit code: done if every day with data has a decision, whichever; not yet if no day
   * has data; else that of the first day that failed.
   */
  int run() throws IOException {
    OptionalInt failed = OptionalInt.empty();
    boolean decided = false;
    for (LocalDate day : range.days()) {
      int code = decide(day);
      switch (code) {
        case ExitCode.DONE, ExitCode.KEPT, ExitCode.REFUSED -> decided = true;
        case ExitCode.NOT_YET -> {}
        case ExitCode.DATA, ExitCode.DIVERGED ->
            failed = failed.isPresent() ? failed : OptionalInt.of(code);
        default -> {
          return code;
        }
      }
    }
    return failed.orElse(decided ? ExitCode.DONE : ExitCode.NOT_YET);
  }

  private int decide(LocalDate day) throws IOException {
    try {
      return retrain.of(day);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      Failure failure = Failure.of(e);
      int code = failure.exitCode();
      if (Interruption.isTold() || (code != ExitCode.DATA && code != ExitCode.DIVERGED)) {
        throw e;
      }
      Terminal.say("lockstep: " + day + ": " + failure.message());
      return code;
    } finally {
      Session.dropData();
    }
  }
}
