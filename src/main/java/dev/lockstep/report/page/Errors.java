package dev.lockstep.report.page;

import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import java.util.List;

/** The errors of each number that is predicted, in pictures with their tables. */
final class Errors {
  private static final int NAME = 60;

  private Errors() {}

  /**
   * Draws them.
   *
   * @param names of all targets; those after the last counts are not drawn
   */
  static Html of(List<ErrorCounts> targets, List<String> names) {
    Html html = new Html();
    if (targets.isEmpty()) {
      return html;
    }
    html.element(
        "p",
        "Left: how many test examples have which actual number and which prediction; the stronger,"
            + " the more, and on the broken line both are equal. Right: how far predictions are too"
            + " low, left of the middle, or too high.");
    if (targets.size() < names.size()) {
      html.element("p", "Of " + names.size() + " targets, the first " + targets.size() + ".");
    }
    for (int t = 0; t < targets.size(); t++) {
      ErrorCounts counts = targets.get(t);
      String name = t < names.size() ? Figures.cut(names.get(t), NAME) : "target " + (t + 1);
      html.element("h3", name);
      if (counts.count() == 0) {
        html.element("p", "No prediction is finite.");
        continue;
      }
      html.open("div", "class", "columns two");
      html.open("div").add(PredictedAgainstActual.of(counts, name)).close();
      html.open("div").add(Residuals.of(counts, name)).close().close().line();
    }
    return html;
  }
}
