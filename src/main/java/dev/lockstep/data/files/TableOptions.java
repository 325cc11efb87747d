package dev.lockstep.data.files;

import java.util.List;

/**
 * A user's choices about a table.
 *
 * @param format null for the one that the files' names tell
 * @param label the labels' column; null for the one named {@code label}, or the first where columns
 *     have no names
 * @param weight the column of the examples' weights; null for none
 * @param classes the names of all classes; null for the labels that the training set has
 */
public record TableOptions(TableFormat format, String label, String weight, List<String> classes) {
  public static final TableOptions DEFAULT = new TableOptions(null, null, null);

  public static final String DEFAULT_LABEL = "label";

  public TableOptions {
    classes = classes == null ? null : List.copyOf(classes);
  }

  /** Creates the choices of a table with the classes of its labels. */
  public TableOptions(TableFormat format, String label, String weight) {
    this(format, label, weight, null);
  }
}
