package dev.lockstep.data.files;

/**
 * How a table is to be understood.
 *
 * @param format null for what the files' names tell
 * @param label the labels' column; null for the one named {@code label}, or the first where columns
 *     have no names
 * @param weight the column that says how much an example counts; null for none
 */
public record TableOptions(TableFormat format, String label, String weight) {
  public static final TableOptions DEFAULT = new TableOptions(null, null, null);

  public static final String DEFAULT_LABEL = "label";
}
