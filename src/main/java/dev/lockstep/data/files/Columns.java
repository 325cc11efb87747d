package dev.lockstep.data.files;

import dev.lockstep.input.InputColumn;
import java.util.List;

/**
 * A user's choices of a table's columns.
 *
 * @param label the labels' column; null for the one named {@code label}, or the first where columns
 *     have no names
 * @param weight the column of the examples' weights; null for none
 * @param inputs the choices of the features' columns
 */
public record Columns(String label, String weight, InputChoices inputs) {
  public static final Columns DEFAULT = new Columns(null, null);

  /** Creates choices that leave the features' columns to the table. */
  public Columns(String label, String weight) {
    this(label, weight, InputChoices.DEFAULT);
  }

  /** Returns these choices; an earlier reading's where there is none. */
  public Columns orElse(Columns earlier) {
    return new Columns(
        label == null ? earlier.label : label,
        weight == null ? earlier.weight : weight,
        inputs.orElse(earlier.inputs));
  }

  /** Returns the same choices for features that are known already. */
  public Columns withKnown(List<InputColumn> known) {
    return new Columns(label, weight, inputs.withKnown(known));
  }
}
