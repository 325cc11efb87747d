package dev.lockstep.predict;

import dev.lockstep.data.files.TableFormat;
import java.util.List;

/**
 * How a table of rows to be scored is to be understood.
 *
 * @param format null for what the files' names tell
 * @param header whether CSV files begin with the columns' names; null to look
 * @param label the column that is not a feature, if there is one of that name; null for {@code
 *     label}, or the first where columns have no names and there is one more than features
 * @param kept the columns that are passed through
 * @param keepAll whether all are
 */
public record ScoringOptions(
    TableFormat format, Boolean header, String label, List<String> kept, boolean keepAll) {
  public ScoringOptions {
    kept = List.copyOf(kept);
  }
}
