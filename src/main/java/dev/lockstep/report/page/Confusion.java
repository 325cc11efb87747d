package dev.lockstep.report.page;

import dev.lockstep.report.Evaluation;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.Png;
import dev.lockstep.report.html.TableView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The confusion matrix as a heat map. With few classes it is a table whose cells are coloured; with
 * many, a picture of a point a cell, and a table of the most frequent confusions.
 */
final class Confusion {
  static final int MOST_CELLS = 30;

  /** With so many classes there is room for a table beside the matrix. */
  private static final int BESIDE = 12;

  /** A picture has no more points along a side; then one stands for several classes. */
  private static final int MOST_POINTS = 500;

  private static final int NAMED = 20;
  private static final int NAME = 40;

  /** The share of a class's examples from which a cell has level 2, 3 and so on. */
  private static final double[] RIGHT = {0.5, 0.75, 0.9, 0.95, 0.98, 0.995};

  private static final double[] WRONG = {0.005, 0.01, 0.02, 0.05, 0.1, 0.25};

  /** The picture's colours: nothing, right from level 1, wrong from level 1; on any ground. */
  private static final int[] COLOURS = {
    0x00000000,
    0x401f6fc0,
    0x601f6fc0,
    0x801f6fc0,
    0xa01f6fc0,
    0xc01f6fc0,
    0xe01f6fc0,
    0xff1f6fc0,
    0x60d0641f,
    0x80d0641f,
    0x98d0641f,
    0xb0d0641f,
    0xc8d0641f,
    0xe0d0641f,
    0xffd0641f,
  };

  private record Cell(int actual, int predicted, long count) {}

  private Confusion() {}

  static Html of(Evaluation test, List<String> classNames) {
    Html html = new Html();
    html.element(
        "p",
        "A row for each actual class, a column for each predicted one. Blue: right; orange: wrong;"
            + " the stronger, the larger the share of the row.");
    boolean beside = test.classes() <= BESIDE || test.classes() > MOST_CELLS;
    html.open("div", "class", beside ? "columns two" : null);
    html.add(test.classes() <= MOST_CELLS ? table(test, classNames) : picture(test));
    return html.open("div").add(most(test, classNames)).close().close();
  }

  private static Html table(Evaluation test, List<String> classNames) {
    String caption = "Confusion matrix: actual classes down, predicted classes across";
    Html html = new Html();
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption);
    html.open("table", "class", "matrix").element("caption", caption, "class", "unseen");
    html.open("thead").open("tr").element("th", "actual", "scope", "col");
    for (String name : classNames) {
      html.element("th", Figures.cut(name, NAME), "scope", "col");
    }
    html.close().close().open("tbody").line();
    for (int a = 0; a < test.classes(); a++) {
      html.open("tr").element("th", Figures.cut(classNames.get(a), NAME), "scope", "row");
      for (int p = 0; p < test.classes(); p++) {
        long count = test.confusion()[a][p];
        int level = level(a == p, count, test.actual(a));
        String style = level == 0 ? null : (a == p ? "d" : "e") + level;
        html.element("td", count == 0 ? "" : Figures.count(count), "class", style);
      }
      html.close().line();
    }
    return html.close().close().close();
  }

  /** Returns the level of a cell's colour, from 0 for no examples to 7. */
  static int level(boolean right, long count, long ofClass) {
    if (count == 0) {
      return 0;
    }
    double share = (double) count / ofClass;
    int level = 1;
    for (double least : right ? RIGHT : WRONG) {
      level += share >= least ? 1 : 0;
    }
    return level;
  }

  private static Html picture(Evaluation test) {
    int classes = test.classes();
    int perPoint = (classes - 1) / MOST_POINTS + 1;
    int side = (classes - 1) / perPoint + 1;
    byte[] points = new byte[side * side];
    for (int a = 0; a < classes; a++) {
      long ofClass = test.actual(a);
      for (int p = 0; p < classes; p++) {
        int level = level(a == p, test.confusion()[a][p], ofClass);
        int colour = level == 0 || a == p ? level : RIGHT.length + 1 + level;
        int at = a / perPoint * side + p / perPoint;
        points[at] = (byte) Math.max(points[at], colour);
      }
    }
    String words = "Confusion matrix of " + Figures.count(classes) + " classes";
    Html html = new Html();
    if (perPoint > 1) {
      html.element(
          "p",
          "A point stands for "
              + perPoint
              + " x "
              + perPoint
              + " classes and has the colour of its worst cell.");
    }
    return html.empty(
        "img",
        "class",
        "map",
        "alt",
        words + "; the most frequent confusions stand in the table after it",
        "src",
        Png.coloured(points, side, COLOURS));
  }

  private static Html most(Evaluation test, List<String> classNames) {
    List<Cell> cells = new ArrayList<>();
    for (int a = 0; a < test.classes(); a++) {
      for (int p = 0; p < test.classes(); p++) {
        if (a != p && test.confusion()[a][p] > 0) {
          cells.add(new Cell(a, p, test.confusion()[a][p]));
        }
      }
    }
    if (cells.isEmpty()) {
      return new Html().element("p", "Every example is right.");
    }
    cells.sort(Comparator.comparingLong(Cell::count).reversed());
    List<List<String>> rows =
        cells.stream()
            .limit(test.classes() <= BESIDE ? NAMED / 2 : NAMED)
            .map(
                cell ->
                    List.of(
                        Figures.cut(classNames.get(cell.actual), NAME),
                        Figures.cut(classNames.get(cell.predicted), NAME),
                        Figures.count(cell.count),
                        Figures.percent((double) cell.count / test.actual(cell.actual))))
            .toList();
    TableView table =
        new TableView(
            "The most frequent confusions",
            List.of("actual", "predicted as", "examples", "of the class"),
            List.of(false, false, true, true),
            rows);
    return test.classes() > BESIDE && test.classes() <= MOST_CELLS
        ? table.folded()
        : new Html().element("h3", table.caption()).add(table.draw());
  }
}
