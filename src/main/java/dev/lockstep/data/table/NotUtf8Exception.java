package dev.lockstep.data.table;

import dev.lockstep.data.CellException;

/** The bytes of a cell are not text. */
public final class NotUtf8Exception extends CellException {
  private static final long serialVersionUID = 1L;

  private final String column;
  private final String shown;

  /**
   * Creates the exception of a cell.
   *
   * @param shown the cell in quotes
   */
  NotUtf8Exception(String column, String shown) {
    super(column, shown + " is not UTF-8", "; if it is Latin-1, {encoding} latin1 reads it");
    this.column = column;
    this.shown = shown;
  }

  /** Returns the exception of a cell that was to be read in another charset. */
  public CellException of(String charset) {
    return new CellException(column, shown + " is not text of " + charset);
  }
}
