package dev.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * A file or folder could not be read or written, as where its disk is full or its host does not
 * answer; the message names it and says why. It says nothing about what lies there.
 */
public final class FileFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The JDK's words of a file that it cannot open, which begin with its name. */
  private static final Pattern OPEN = Pattern.compile("/.*\\(([^()]+)\\)");

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

  /** A file whose file system cannot be reached. */
  static FileFailedException reaching(Path file, Throwable cause) {
    return new FileFailedException(file, "reached", cause);
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof UnknownHostException) {
      return "no such host: " + root.getMessage();
    }
    if (root instanceof AccessDeniedException) { // The JDK's message is the path alone.
      return "permission denied";
    }
    if (root instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    Matcher failedOpen = OPEN.matcher(String.valueOf(root.getMessage()));
    if (root instanceof FileNotFoundException && failedOpen.matches()) {
      return failedOpen.group(1);
    }
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : root.getMessage().lines().findFirst().orElse("");
  }
}
