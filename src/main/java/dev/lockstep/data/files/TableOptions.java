package dev.lockstep.data.files;

/**
 * A user's choices about a table.
 *
 * @param format null for the one that the files' names tell
 * @param label the labels' column; null for the one named {@code label}, or the first where columns
 *     have no names
 * @param weight the column of the examples' weights; null for none
 */
public record TableOptions(TableFormat format, String label, String weight) {
  public static final TableOptions DEFAULT = new TableOptions(null, null, null);

  public static final String DEFAULT_LABEL = "label";
}
