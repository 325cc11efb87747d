package dev.lockstep.report.page;

import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.TableView;
import dev.lockstep.report.html.Ticks;
import java.util.ArrayList;
import java.util.List;

/**
 * A histogram of a target's residuals. Its bars are the narrowest that 99% of the examples fit
 * into; the outermost have what is beyond, too.
 */
final class Residuals {
  private static final int BARS = 32;
  private static final double WITHIN = 0.99;
  private static final int PLOT_WIDTH = 400;
  private static final int PLOT_HEIGHT = 260;
  private static final int LEFT = 60;
  private static final int TOP = 12;
  private static final int WIDTH = LEFT + PLOT_WIDTH + 24;
  private static final int HEIGHT = TOP + PLOT_HEIGHT + 44;

  private final ErrorCounts counts;
  private final String name;

  /** Bins of the counts in a bar. */
  private final int merged;

  private final long[] bars = new long[BARS];

  private Residuals(ErrorCounts counts, String name) {
    this.counts = counts;
    this.name = name;
    int width = 1;
    while (width * BARS < ErrorCounts.BINS && within(width) < WITHIN * counts.count()) {
      width *= 2;
    }
    merged = width;
    for (int bin = 0; bin < ErrorCounts.BINS; bin++) {
      int bar = Math.floorDiv(bin - ErrorCounts.BINS / 2, merged) + BARS / 2;
      bars[Math.max(0, Math.min(BARS - 1, bar))] += counts.residuals(bin);
    }
  }

  private long within(int width) {
    long sum = 0;
    int half = width * BARS / 2;
    for (int bin = ErrorCounts.BINS / 2 - half; bin < ErrorCounts.BINS / 2 + half; bin++) {
      sum += counts.residuals(bin);
    }
    return sum;
  }

  /** Returns the chart and its table. */
  static Html of(ErrorCounts counts, String name) {
    Residuals drawn = new Residuals(counts, name);
    return drawn.chart().add(drawn.table().folded());
  }

  private Html chart() {
    Html svg = new Html();
    svg.open(
        "svg",
        "class",
        "chart",
        "role",
        "img",
        "aria-label",
        "Histogram of the residuals of " + name + "; the numbers stand in the table after it",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT);
    long most = 1;
    for (long bar : bars) {
      most = Math.max(most, bar);
    }
    Ticks up = Ticks.around(0, (double) most);
    for (double tick : up.at()) {
      double at = TOP + PLOT_HEIGHT * (1 - tick / up.to());
      String y = Figures.coordinate(at);
      String right = "" + (LEFT + PLOT_WIDTH);
      svg.empty("line", "class", "grid", "x1", "" + LEFT, "x2", right, "y1", y, "y2", y);
      svg.label(Figures.number(tick), LEFT - 7.0, at + 4, "end");
    }
    double high = from(BARS);
    for (double tick : Ticks.around(-high, high).at()) {
      if (Math.abs(tick) <= high) {
        double x = LEFT + PLOT_WIDTH * (tick + high) / (2 * high);
        svg.label(Figures.number(tick), x, TOP + PLOT_HEIGHT + 17.0, "middle");
      }
    }
    svg.label("predicted minus actual", LEFT + PLOT_WIDTH / 2.0, HEIGHT - 6.0, "middle");
    draw(svg, up.to());
    String middle = Figures.coordinate(LEFT + PLOT_WIDTH / 2.0);
    String bottom = "" + (TOP + PLOT_HEIGHT);
    svg.empty("line", "class", "perfect", "x1", middle, "x2", middle, "y1", "" + TOP, "y2", bottom);
    return svg.close();
  }

  private void draw(Html svg, double top) {
    double width = (double) PLOT_WIDTH / BARS;
    for (int bar = 0; bar < BARS; bar++) {
      if (bars[bar] > 0) {
        double height = PLOT_HEIGHT * (bars[bar] / top);
        svg.open(
            "rect",
            "class",
            "reach",
            "rx",
            "1.5",
            "x",
            Figures.coordinate(LEFT + width * bar + 0.5),
            "width",
            Figures.coordinate(width - 1),
            "y",
            Figures.coordinate(TOP + PLOT_HEIGHT - height),
            "height",
            Figures.coordinate(height));
        svg.element("title", Figures.count(bars[bar]) + ": " + range(bar)).close();
      }
    }
  }

  private TableView table() {
    List<List<String>> rows = new ArrayList<>();
    for (int bar = 0; bar < BARS; bar++) {
      if (bars[bar] > 0) {
        rows.add(
            List.of(
                range(bar),
                Figures.count(bars[bar]),
                Figures.percent((double) bars[bar] / counts.count())));
      }
    }
    return TableView.ofNumbers(
        "The numbers of the residuals of " + name, List.of("residual", "examples", "share"), rows);
  }

  /** Returns the lower edge of a bar. */
  private double from(int bar) {
    return counts.binFrom(ErrorCounts.BINS / 2 + (bar - BARS / 2) * merged);
  }

  private String range(int bar) {
    if (bar == BARS - 1) {
      return Figures.number(from(bar)) + " or more";
    }
    String to = Figures.number(from(bar + 1));
    return bar == 0 ? "below " + to : Figures.number(from(bar)) + " to " + to;
  }
}
