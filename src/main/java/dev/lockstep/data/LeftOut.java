package dev.lockstep.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A column of a table that is neither label, weight nor feature.
 *
 * @param reason its type, or what else keeps it from being one
 */
public record LeftOut(String column, String reason) {
  private static final int IN_A_LINE = 6;

  /** Names all of them, in as many lines as need be; none for none. */
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
