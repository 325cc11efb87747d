package dev.lockstep.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * A file or folder could not be read or written, because its disk is full or its host does not
 * answer, say. The message names it and the reason. Its content is not to blame.
 */
public final class FileFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The JDK's message about a file that it cannot open; it begins with the file's name. */
  private static final Pattern OPEN = Pattern.compile("/.*\\(([^()]+)\\)");

  private FileFailedException(Path file, String what, Throwable cause) {
    super(file + ": cannot be " + what + ": " + reason(cause), cause);
  }

  /** Returns the exception for a file that cannot be written. */
  public static FileFailedException writing(Path file, Throwable cause) {
    return new FileFailedException(file, "written", cause);
  }

  /** Returns the exception for a file that cannot be read. */
  public static FileFailedException reading(Path file, Throwable cause) {
    return new FileFailedException(file, "read", cause);
  }

  /** Returns the exception for a file whose file system cannot be reached. */
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
    if (root instanceof AccessDeniedException) { // The JDK's message is only the path.
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
