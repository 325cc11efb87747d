package dev.lockstep.model;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/**
 * A file or folder could not be read or written, as where its disk is full or its host does not
 * answer; the message names it and says why. It says nothing about what lies there.
 */
public final class FileFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private FileFailedException(Path file, String what, Throwable cause) {
    super(file + ": cannot be " + what + ": " + reason(cause), cause);
  }

  /** A file that cannot be written. */
  public static FileFailedException writing(Path file, Throwable cause) {
    return new FileFailedException(file, "written", cause);
  }

  /** A file that cannot be read. */
  public static FileFailedException reading(Path file, Throwable cause) {
    return new FileFailedException(file, "read", cause);
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
