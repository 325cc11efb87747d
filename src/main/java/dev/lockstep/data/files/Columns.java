package dev.lockstep.data.files;

/**
 * A user's choices of a table's columns.
 *
 * @param label the labels' column; null for the one named {@code label}, or the first where columns
 *     have no names
 * @param weight the column of the examples' weights; null for none
 */
public record Columns(String label, String weight) {
  public static final Columns DEFAULT = new Columns(null, null);

  /** Returns these choices; an earlier reading's where there is none. */
  public Columns orElse(Columns earlier) {
    return new Columns(
        label == null ? earlier.label : label, weight == null ? earlier.weight : weight);
  }
}
