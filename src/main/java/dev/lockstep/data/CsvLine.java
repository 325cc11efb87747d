package dev.lockstep.data;

import java.util.ArrayList;
import java.util.List;

/** A line of comma-separated cells, taken apart as Spark's reader does it. */
final class CsvLine {
  private CsvLine() {}

  /** The cells, without quotes and without spaces around them. */
  static List<String> split(String line) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (true) {
      int begin = skipSpaces(line, at);
      int end;
      if (begin < line.length() && line.charAt(begin) == '"') {
        StringBuilder cell = new StringBuilder();
        end = quoted(line, begin + 1, cell);
        cells.add(cell.toString());
      } else {
        end = nextComma(line, begin);
        cells.add(line.substring(begin, end).strip());
      }
      if (end >= line.length()) {
        return cells;
      }
      at = end + 1;
    }
  }

  /** Reads up to the closing quote; returns the place of the comma after it. */
  private static int quoted(String line, int from, StringBuilder cell) {
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean quote = c == '"';
      if (quote && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        i++;
      } else if (quote) {
        return nextComma(line, i + 1);
      }
      cell.append(c);
    }
    return line.length();
  }

  private static int nextComma(String line, int from) {
    int comma = line.indexOf(',', from);
    return comma < 0 ? line.length() : comma;
  }

  private static int skipSpaces(String line, int from) {
    int at = from;
    while (at < line.length() && line.charAt(at) == ' ') {
      at++;
    }
    return at;
  }
}
