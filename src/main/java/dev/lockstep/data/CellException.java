package dev.lockstep.data;

/** What is wrong with a row of a table, and in which column; who catches it knows the row. */
final class CellException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CellException(String column, String problem) {
    super("column '" + column + "': " + problem);
  }

  CellException(String problem) {
    super(problem);
  }

  /** A value for a message, no longer than it need be. */
  static String quote(String value) {
    return "'" + (value.length() > 60 ? value.substring(0, 60) + "..." : value) + "'";
  }
}
