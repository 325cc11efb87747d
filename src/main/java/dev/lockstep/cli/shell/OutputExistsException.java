package dev.lockstep.cli.shell;

import org.apache.hadoop.fs.Path;

/** A command's output exists already; the message says how to proceed. */
public final class OutputExistsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutputExistsException(Path out, String advice) {
    super("--out " + shown(out) + ": already exists; choose another, or " + advice);
  }

  /** Returns a path for messages; the working folder's own path is empty. */
  static String shown(Path path) {
    return path.toString().isEmpty() ? "." : path.toString();
  }
}
