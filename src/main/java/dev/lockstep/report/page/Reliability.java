package dev.lockstep.report.page;

import dev.lockstep.report.Calibration;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.TableView;
import java.util.ArrayList;
import java.util.List;

/** How far the probabilities can be trusted: the share of right ones against what was said. */
final class Reliability {
  private static final int SIDE = 240;
  private static final int LEFT = 46;
  private static final int TOP = 12;
  private static final int WIDTH = LEFT + SIDE + 24;
  private static final int HEIGHT = TOP + SIDE + 44;

  private Reliability() {}

  static Html of(Calibration calibration) {
    Html html = new Html();
    html.element(
        "p",
        "Bars: the share of right predictions among those of about this probability. Orange: what"
            + " the probabilities promise. Expected calibration error "
            + Figures.percent(calibration.expectedError())
            + ".");
    html.add(chart(calibration));
    return html.add(table(calibration).folded());
  }

  private static Html chart(Calibration calibration) {
    Html svg = new Html();
    svg.open(
        "svg",
        "class",
        "chart",
        "style",
        "max-width:360px",
        "role",
        "img",
        "aria-label",
        "Calibration: the share of right predictions by probability; expected error "
            + Figures.percent(calibration.expectedError()),
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT);
    for (int tick = 0; tick <= 4; tick++) {
      String y = Figures.coordinate(y(tick / 4.0));
      svg.empty(
          "line", "class", "grid", "x1", "" + LEFT, "x2", "" + (LEFT + SIDE), "y1", y, "y2", y);
      svg.label(25 * tick + "%", LEFT - 7.0, y(tick / 4.0) + 4, "end");
      svg.label(25 * tick + "%", x(tick / 4.0), TOP + SIDE + 17.0, "middle");
    }
    svg.label("probability of the predicted class", x(0.5), HEIGHT - 6.0, "middle");
    svg.empty(
        "line",
        "class",
        "perfect",
        "x1",
        Figures.coordinate(x(0)),
        "y1",
        Figures.coordinate(y(0)),
        "x2",
        Figures.coordinate(x(1)),
        "y2",
        Figures.coordinate(y(1)));
    for (int bin = 0; bin < Calibration.BINS; bin++) {
      if (calibration.examples(bin) > 0) {
        bar(svg, calibration, bin);
      }
    }
    return svg.close();
  }

  private static void bar(Html svg, Calibration calibration, int bin) {
    double right = share(calibration, bin);
    double from = x((double) bin / Calibration.BINS) + 1;
    double to = x((bin + 1.0) / Calibration.BINS) - 1;
    svg.open(
        "rect",
        "class",
        "reach",
        "rx",
        "1.5",
        "x",
        Figures.coordinate(from),
        "width",
        Figures.coordinate(to - from),
        "y",
        Figures.coordinate(y(right)),
        "height",
        Figures.coordinate(y(0) - y(right)));
    svg.element("title", Figures.percent(right) + " right of " + calibration.examples(bin));
    svg.close();
    String promised = Figures.coordinate(y(calibration.meanConfidence(bin)));
    svg.empty(
        "line",
        "class",
        "gap",
        "x1",
        Figures.coordinate(from),
        "x2",
        Figures.coordinate(to),
        "y1",
        promised,
        "y2",
        promised);
  }

  private static TableView table(Calibration calibration) {
    List<List<String>> rows = new ArrayList<>();
    for (int bin = 0; bin < Calibration.BINS; bin++) {
      rows.add(
          List.of(
              Figures.format(
                  "%.1f%% to %.1f%%",
                  100.0 * bin / Calibration.BINS, 100.0 * (bin + 1) / Calibration.BINS),
              Figures.count(calibration.examples(bin)),
              calibration.examples(bin) == 0
                  ? "–"
                  : Figures.percent(calibration.meanConfidence(bin)),
              calibration.examples(bin) == 0 ? "–" : Figures.percent(share(calibration, bin))));
    }
    return TableView.ofNumbers(
        "The numbers of the calibration",
        List.of("probability", "examples", "mean probability", "right"),
        rows);
  }

  private static double share(Calibration calibration, int bin) {
    return (double) calibration.correct(bin) / calibration.examples(bin);
  }

  private static double x(double share) {
    return LEFT + SIDE * share;
  }

  private static double y(double share) {
    return TOP + SIDE * (1 - share);
  }
}
