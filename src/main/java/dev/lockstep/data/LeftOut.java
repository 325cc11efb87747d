package dev.lockstep.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A column of a table that is neither label, weight nor feature.
 *
 * @param reason its type, or another reason why it is left out
 */
public record LeftOut(String column, String reason) {
  private static final int IN_A_LINE = 6;

  public LeftOut {
    if (column == null || reason == null) {
      throw new IllegalArgumentException("a column has no name, or no reason");
    }
  }

  /** Returns lines that name all of them; none for no columns. */
  public static List<String> lines(List<LeftOut> columns) {
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < columns.size(); from += IN_A_LINE) {
      int to = Math.min(from + IN_A_LINE, columns.size());
      lines.add(
          columns.subList(from, to).stream()
              .map(c -> CellException.quote(c.column) + " (" + CellException.shown(c.reason) + ")")
              .collect(
                  Collectors.joining(
                      ", ",
                      from == 0 ? "columns left out: " : "  ",
                      to < columns.size() ? "," : "")));
    }
    return lines;
  }
}
