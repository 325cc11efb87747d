package dev.lockstep.data;

/**
 * The data are wrong or missing. The message is one line that names the file and, if known, the
 * row, the column and the value.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
