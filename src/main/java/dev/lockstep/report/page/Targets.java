package dev.lockstep.report.page;

import dev.lockstep.report.ValueEvaluation;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.TableView;
import java.util.ArrayList;
import java.util.List;

/** The measures of each number that is predicted, in its own units. */
final class Targets {
  private static final int NAME = 80;

  private Targets() {}

  static Html of(ValueEvaluation test, List<String> names) {
    boolean ofCounts = !Double.isNaN(test.targets().get(0).deviance());
    List<String> columns = new ArrayList<>(List.of("target", "RMSE", "MAE", "R2", "covered"));
    if (ofCounts) {
      columns.add("mean deviance");
    }
    List<List<String>> rows = new ArrayList<>();
    for (int t = 0; t < test.targets().size(); t++) {
      ValueEvaluation.Target target = test.targets().get(t);
      List<String> row = new ArrayList<>();
      row.add(Figures.cut(names.get(t), NAME));
      row.add(Figures.number(target.rmse()));
      row.add(Figures.number(target.mae()));
      row.add(Figures.number(target.r2()));
      row.add(Figures.percent(target.coverage()));
      if (ofCounts) {
        row.add(Figures.number(target.meanDeviance()));
      }
      rows.add(row);
    }
    return new Html()
        .element(
            "p",
            "RMSE: the root of the mean squared error. MAE: the mean size of an error. R2: the"
                + " share of the variation that is explained. Covered: the share of the examples"
                + " whose number is not above its prediction.")
        .add(TableView.ofNumbers("Measures of each target", columns, rows).draw());
  }
}
