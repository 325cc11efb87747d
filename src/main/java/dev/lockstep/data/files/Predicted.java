package dev.lockstep.data.files;

import java.util.Arrays;
import java.util.List;

/** What the label columns of a table hold. */
public enum Predicted {
  /** One column of labels, which become classes. */
  CLASSES,

  /** One column: numbers to predict if all are numbers and some are not whole, else classes. */
  EITHER,

  /** Numbers to predict, in one column or several. */
  NUMBERS,

  /** Numbers to predict of which none may be negative. */
  COUNTS;

  /** Returns true if nothing but numbers will do. */
  public boolean areNumbers() {
    return this == NUMBERS || this == COUNTS;
  }

  /**
   * Returns what the columns hold that a user has named: several hold numbers.
   *
   * @param text and
   * @param names as in {@link #columns}
   */
  public Predicted of(String text, List<String> names) {
    boolean several = text.indexOf(',') >= 0 && !names.contains(text);
    return this == EITHER && several && names.containsAll(NUMBERS.columns(text, names))
        ? NUMBERS
        : this;
  }

  /**
   * Returns the label columns.
   *
   * @param text the user's choice: a name, or names with commas between them
   * @param names of the table's columns; a name with commas is one of them
   */
  public List<String> columns(String text, List<String> names) {
    return areNumbers() && !names.contains(text)
        ? Arrays.asList(text.split(",", -1))
        : List.of(text);
  }
}
