package dev.lockstep.input;

import java.io.Serializable;
import java.util.List;

/**
 * A column of raw rows. In a raw row, a {@code double[]} with a cell for each column, a missing
 * cell is NaN in columns of any kind.
 */
public sealed interface InputColumn extends Serializable permits NumberColumn, CategoryColumn {
  /** Returns the name in tables. */
  String name();

  /** Returns true if an input of its own says with 1 that the cell was missing. */
  boolean flag();

  /** Returns true if a cell may be missing: something stands for it. */
  boolean takesMissing();

  /** Returns the names of the network's inputs that hold the column's value, without the flag. */
  List<String> valueNames();

  /** Returns the number of these inputs. */
  int width();

  /** Returns the name of the flag's input. */
  default String flagName() {
    return name() + " (missing)";
  }

  /**
   * Returns the raw cell of a missing value.
   *
   * @throws IllegalArgumentException if nothing stands for it
   */
  default double missing() {
    if (!takesMissing()) {
      throw new IllegalArgumentException("is empty");
    }
    return Double.NaN;
  }
}
