package dev.lockstep.report.html;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A table: a caption, a row of column names, and rows. The first cell of a row names it.
 *
 * @param numbers true for each column of numbers, which stand to the right
 */
public record TableView(
    String caption, List<String> columns, List<Boolean> numbers, List<List<String>> rows) {

  /** Returns a table whose columns but for the first are numbers. */
  public static TableView ofNumbers(String caption, List<String> columns, List<List<String>> rows) {
    List<Boolean> numbers = IntStream.range(0, columns.size()).mapToObj(i -> i > 0).toList();
    return new TableView(caption, columns, numbers, rows);
  }

  /** Returns the table in a frame that scrolls where it is too wide. */
  public Html draw() {
    Html html = new Html();
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption);
    html.open("table").element("caption", caption, "class", "unseen");
    html.open("thead").open("tr");
    for (int c = 0; c < columns.size(); c++) {
      html.element("th", columns.get(c), "scope", "col", "class", numbers.get(c) ? "n" : null);
    }
    html.close().close().open("tbody").line();
    for (List<String> row : rows) {
      html.open("tr").element("th", row.get(0), "scope", "row");
      for (int c = 1; c < row.size(); c++) {
        html.element("td", row.get(c), "class", numbers.get(c) ? "n" : null);
      }
      html.close().line();
    }
    return html.close().close().close();
  }

  /** Returns the table behind a line that opens it. */
  public Html folded() {
    return new Html().open("details").element("summary", caption).add(draw()).close();
  }
}
