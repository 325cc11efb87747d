package dev.lockstep.predict;

import java.util.Optional;

/**
 * A row that cannot be scored, as the task that met it knows it; {@link Predictor} finds the row's
 * number.
 */
final class BadRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** As Spark names it; empty where rows come from no file. */
  final String file;

  BadRowException(String file, String problem) {
    super(problem);
    this.file = file;
  }

  /** Wherever Spark has wrapped it. */
  static Optional<BadRowException> in(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadRowException bad) {
        return Optional.of(bad);
      }
    }
    return Optional.empty();
  }
}
