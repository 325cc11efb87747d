package dev.lockstep.data;

import dev.lockstep.text.Printable;
import java.util.Optional;

/** The column of a row in which something is wrong, and the problem. The catcher knows the row. */
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

  /** Returns the column's name; empty if the whole row is wrong. */
  public Optional<String> column() {
    return Optional.ofNullable(column);
  }

  /** Returns the problem, without the column. */
  public String problem() {
    return problem;
  }

  /** Returns a value in quotes, shortened, for a message. */
  public static String quote(String value) {
    return "'" + shown(value) + "'";
  }

  /**
   * Returns a value as {@link #quote} does, but without quotes; line breaks and the like become
   * escapes.
   */
  public static String shown(String value) {
    return value.length() > MAX_SHOWN
        ? Printable.line(value.substring(0, MAX_SHOWN)) + "..."
        : Printable.line(value);
  }
}
