package dev.lockstep.data;

import dev.lockstep.text.NamesSettings;
import dev.lockstep.text.Printable;
import java.util.Optional;

/** The column of a row in which something is wrong, and the problem. The catcher knows the row. */
public class CellException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 60;
  private static final int MOST_CAUSES = 100;

  private final String column;
  private final String problem;
  private final String advice;
  private final Fault fault;

  /** The kind of a problem, for those who know another way to read the column. */
  public enum Fault {
    /** A cell of a column of numbers is not empty and is not a number. */
    TEXT,
    /** A cell is missing. */
    MISSING,
    OTHER
  }

  public CellException(String column, String problem) {
    this(column, problem, "");
  }

  public CellException(String problem) {
    this(null, problem, "");
  }

  /**
   * Creates the exception of a problem with an advice.
   *
   * @param column null if the whole row is wrong
   * @param advice has settings' names in braces; see {@link NamesSettings}
   */
  public CellException(String column, String problem, String advice) {
    this(column, problem, advice, Fault.OTHER);
  }

  /** Creates the exception of a cell that another way to read the column may take. */
  public CellException(String column, String problem, Fault fault) {
    this(column, problem, "", fault);
  }

  private CellException(String column, String problem, String advice, Fault fault) {
    super(said(column, problem) + NamesSettings.plain(advice));
    this.column = column;
    this.problem = problem;
    this.advice = advice;
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** Returns the wrong cell that an exception is due to; empty if it is due to something else. */
  public static Optional<CellException> behind(Throwable e) {
    Throwable cause = e;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++, cause = cause.getCause()) {
      if (cause instanceof CellException cell) {
        return Optional.of(cell);
      }
    }
    return Optional.empty();
  }

  private static String said(String column, String problem) {
    return column == null ? problem : "column '" + shown(column) + "': " + problem;
  }

  /**
   * Returns the exception of a row.
   *
   * @param row its file and number
   */
  public DataException in(String row) {
    return new DataException(
        row + (column == null ? ": " : ", ") + said(column, problem), advice, this);
  }

  /** Returns the exception of a row whose number is not known, in a file or a table. */
  public DataException inTable(String table) {
    return new DataException(table + ": " + said(column, problem), advice, this);
  }

  /** Returns the column's name; empty if the whole row is wrong. */
  public Optional<String> column() {
    return Optional.ofNullable(column);
  }

  /** Returns the problem, without the column and the advice. */
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
