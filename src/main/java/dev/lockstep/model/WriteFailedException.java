package dev.lockstep.model;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** A file could not be written, as where its disk is full; the message names it and says why. */
public final class WriteFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  WriteFailedException(Path file, Throwable cause) {
    super(file + ": cannot be written: " + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : root.getMessage().lines().findFirst().orElse("");
  }
}
