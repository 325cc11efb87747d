package dev.lockstep.data.table;

/** A row of text that parses a cell without making a text of it. */
public interface NumberCells {
  /** Returns the number in a cell that is not null, as {@link FloatText#parse} does. */
  double number(int ordinal);
}
