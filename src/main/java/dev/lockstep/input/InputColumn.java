package dev.lockstep.input;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
   * Returns the raw cell of a text; a blank text is a missing cell.
   *
   * @throws IllegalArgumentException if it cannot be one of the column; the message says why, but
   *     for the text and the column
   */
  double cell(String text);

  /**
   * Returns the raw cell of a number, or of false as 0 and true as 1 where the column is one of
   * numbers.
   *
   * @param text how the number is written: a category's text follows from it
   * @throws IllegalArgumentException as {@link #cell(String)} does
   */
  double cell(double number, String text);

  /**
   * Checks a raw cell.
   *
   * @throws IllegalArgumentException as {@link #cell(String)} does
   */
  void requireCell(double cell);

  /**
   * Returns this column for rows that another model scores too: texts that only its column of the
   * same name has are told apart from unknown ones, and what one of the two refuses is refused as
   * it is read, where its row is known.
   */
  InputColumn knowing(InputColumn other);

  /** Returns columns, each {@link #knowing} the one of its name among others, if there is one. */
  static List<InputColumn> knowing(List<InputColumn> columns, List<InputColumn> others) {
    Map<String, InputColumn> byName = new HashMap<>();
    others.forEach(other -> byName.put(other.name(), other));
    return columns.stream()
        .map(column -> column.knowing(byName.getOrDefault(column.name(), column)))
        .toList();
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
