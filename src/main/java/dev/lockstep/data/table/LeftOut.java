package dev.lockstep.data.table;

import dev.lockstep.data.CellException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A column of a table that is neither label, weight nor feature.
 *
 * @param reason its type, or what else keeps it from being one
 */
public record LeftOut(String column, String reason) {
  private static final int SHOWN = 8;

  /** Names the first few, for a line. */
  public static String show(List<LeftOut> columns) {
    String first =
        columns.stream()
            .limit(SHOWN)
            .map(c -> CellException.quote(c.column) + " (" + CellException.shown(c.reason) + ")")
            .collect(Collectors.joining(", "));
    int more = columns.size() - SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
