package dev.lockstep.report.page;

import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.TableView;
import dev.lockstep.report.html.Ticks;
import java.util.ArrayList;
import java.util.List;

/**
 * A target's predictions against its actual numbers: counts over a grid. Where the test set fills
 * more than 32 cells along a side, two by two of them are drawn as one.
 */
final class PredictedAgainstActual {
  private static final int MOST_CELLS = 32;
  private static final int SIDE = 300;
  private static final int LEFT = 66;
  private static final int TOP = 12;
  private static final int WIDTH = LEFT + SIDE + 24;
  private static final int HEIGHT = TOP + SIDE + 44;
  private static final double FAINTEST = 0.15;

  private final ErrorCounts counts;
  private final String name;

  /** Cells of the counts along a side of what is drawn as one. */
  private final int merged;

  private final int first;
  private final int shown;

  /** [shown][shown], of actual and predicted numbers. */
  private final long[][] cells;

  private PredictedAgainstActual(ErrorCounts counts, String name) {
    this.counts = counts;
    this.name = name;
    int from = ErrorCounts.SIDE;
    int to = -1;
    for (int a = 0; a < ErrorCounts.SIDE; a++) {
      for (int p = 0; p < ErrorCounts.SIDE; p++) {
        if (counts.cell(a, p) > 0) {
          from = Math.min(from, Math.min(a, p));
          to = Math.max(to, Math.max(a, p));
        }
      }
    }
    merged = to - from >= MOST_CELLS ? 2 : 1;
    first = from / merged;
    shown = to / merged - first + 1;
    cells = new long[shown][shown];
    for (int a = from; a <= to; a++) {
      for (int p = from; p <= to; p++) {
        cells[a / merged - first][p / merged - first] += counts.cell(a, p);
      }
    }
  }

  /** Returns the chart and its table. */
  static Html of(ErrorCounts counts, String name) {
    PredictedAgainstActual drawn = new PredictedAgainstActual(counts, name);
    return drawn.chart().add(drawn.table().folded());
  }

  private Html chart() {
    Html svg = new Html();
    svg.open(
        "svg",
        "class",
        "chart",
        "style",
        "max-width:440px",
        "role",
        "img",
        "aria-label",
        "Predicted against actual " + name + "; the numbers stand in the table after it",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT);
    double low = from(0);
    double high = from(shown);
    for (double tick : Ticks.around(low, high).at()) {
      if (tick >= low && tick <= high) {
        double along = SIDE * (tick - low) / (high - low);
        axis(svg, Figures.number(tick), along);
      }
    }
    svg.label("actual", LEFT + SIDE / 2.0, HEIGHT - 6.0, "middle");
    svg.label("predicted", LEFT + 6.0, TOP + 12.0, "start");
    draw(svg);
    svg.empty(
        "line",
        "class",
        "perfect",
        "x1",
        "" + LEFT,
        "y1",
        "" + (TOP + SIDE),
        "x2",
        "" + (LEFT + SIDE),
        "y2",
        "" + TOP);
    return svg.close();
  }

  private static void axis(Html svg, String words, double along) {
    String y = Figures.coordinate(TOP + SIDE - along);
    svg.empty("line", "class", "grid", "x1", "" + LEFT, "x2", "" + (LEFT + SIDE), "y1", y, "y2", y);
    svg.label(words, LEFT - 7.0, TOP + SIDE - along + 4, "end");
    svg.label(words, LEFT + along, TOP + SIDE + 17.0, "middle");
  }

  private void draw(Html svg) {
    long most = 1;
    for (long[] row : cells) {
      for (long count : row) {
        most = Math.max(most, count);
      }
    }
    double side = (double) SIDE / shown;
    for (int a = 0; a < shown; a++) {
      for (int p = 0; p < shown; p++) {
        if (cells[a][p] > 0) {
          double share = StrictMath.log1p((double) cells[a][p]) / StrictMath.log1p((double) most);
          svg.open(
              "rect",
              "class",
              "reach",
              "fill-opacity",
              Figures.format("%.2f", FAINTEST + (1 - FAINTEST) * share),
              "x",
              Figures.coordinate(LEFT + side * a),
              "y",
              Figures.coordinate(TOP + SIDE - side * (p + 1)),
              "width",
              Figures.coordinate(side),
              "height",
              Figures.coordinate(side));
          svg.element(
              "title",
              Figures.count(cells[a][p]) + ": actual " + range(a) + ", predicted " + range(p));
          svg.close();
        }
      }
    }
  }

  private TableView table() {
    List<List<String>> rows = new ArrayList<>();
    for (int a = 0; a < shown; a++) {
      long[] sums = new long[3]; // Predicted lower, in the range, higher.
      for (int p = 0; p < shown; p++) {
        sums[p < a ? 0 : p == a ? 1 : 2] += cells[a][p];
      }
      long all = sums[0] + sums[1] + sums[2];
      if (all > 0) {
        rows.add(
            List.of(
                range(a),
                Figures.count(all),
                Figures.count(sums[0]),
                Figures.count(sums[1]),
                Figures.count(sums[2])));
      }
    }
    return TableView.ofNumbers(
        "The numbers of predicted against actual " + name,
        List.of("actual", "examples", "predicted lower", "in the same range", "higher"),
        rows);
  }

  private double from(int place) {
    return counts.cellFrom((first + place) * merged);
  }

  private String range(int place) {
    boolean open = (first + place + 1) * merged >= ErrorCounts.SIDE;
    if (open) {
      return Figures.number(from(place)) + " or more";
    }
    String to = Figures.number(from(place + 1));
    return first + place == 0 ? "below " + to : Figures.number(from(place)) + " to " + to;
  }
}
