package dev.lockstep.cli.shell;

/** Spark does not start a session; the message is one line that says why. */
final class SessionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SessionException(String message, Throwable cause) {
    super(message, cause);
  }
}
