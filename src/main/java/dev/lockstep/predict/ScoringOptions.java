package dev.lockstep.predict;

import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.TableFormat;
import java.util.List;

/**
 * A user's choices about a table of rows to be scored.
 *
 * @param format null for the one that the files' names tell
 * @param label the column that is not a feature, if there is one of this name; null for {@code
 *     label}, or the first where columns have no names and there is one more than features
 * @param kept the columns to keep in the output
 * @param keepAll true to keep all
 * @param id a column to keep too, where there is one of this name; null for none
 */
public record ScoringOptions(
    TableFormat format,
    Dialect dialect,
    String label,
    List<String> kept,
    boolean keepAll,
    String id) {
  public ScoringOptions {
    kept = List.copyOf(kept);
  }
}
