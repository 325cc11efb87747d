package dev.lockstep.data.files;

import java.util.List;

/**
 * A user's choices about a table.
 *
 * @param format null for the one that the files' names tell
 * @param classes the names of all classes; null for the labels that the training set has
 */
public record TableOptions(
    TableFormat format, Columns columns, Dialect dialect, List<String> classes) {
  public static final TableOptions DEFAULT =
      new TableOptions(null, Columns.DEFAULT, Dialect.DEFAULT, null);

  public static final String DEFAULT_LABEL = "label";

  public TableOptions {
    classes = classes == null ? null : List.copyOf(classes);
  }

  /** Creates the choices of a table with the classes of its labels and the usual dialect. */
  public TableOptions(TableFormat format, String label, String weight) {
    this(format, new Columns(label, weight), Dialect.DEFAULT, null);
  }

  /** Returns the same choices with these classes; null for the labels of the training set. */
  public TableOptions withClasses(List<String> names) {
    return new TableOptions(format, columns, dialect, names);
  }

  /** Returns the column of the labels, as {@link Columns#label}. */
  public String label() {
    return columns.label();
  }

  /** Returns the column of the examples' weights, as {@link Columns#weight}. */
  public String weight() {
    return columns.weight();
  }
}
