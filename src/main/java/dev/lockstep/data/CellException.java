package dev.lockstep.data;

import dev.lockstep.text.Printable;
import java.util.Optional;

/** What is wrong with a row of a table, and in which column; who catches it knows the row. */
public final class CellException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 60;

  private final String column;
  private final String problem;

  public CellException(String column, String problem) {
    super("column '" + shown(column) + "': " + problem);
    this.column = column;
    this.problem = problem;
  }

  public CellException(String problem) {
    super(problem);
    this.column = null;
    this.problem = problem;
  }

  /** Returns the column's name; empty where the whole row is wrong. */
  public Optional<String> column() {
    return Optional.ofNullable(column);
  }

  /** Returns what is wrong, without the column. */
  public String problem() {
    return problem;
  }

  /** A value for a message, no longer than it need be. */
  public static String quote(String value) {
    return "'" + shown(value) + "'";
  }

  /** As {@link #quote}, without quotes; what would break the line is written as an escape. */
  public static String shown(String value) {
    return value.length() > MAX_SHOWN
        ? Printable.line(value.substring(0, MAX_SHOWN)) + "..."
        : Printable.line(value);
  }
}
