package dev.lockstep.report.page;

import dev.lockstep.report.Average;
import dev.lockstep.report.ClassCounts;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import dev.lockstep.report.html.TableView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The measures of each class; with many classes, the worst first and the others folded away. */
final class Classes {
  private static final int SHOWN = 30;
  private static final int MOST = 2_000;
  private static final int NAME = 80;
  private static final List<String> COLUMNS =
      List.of("class", "precision", "recall", "F1", "examples");

  private Classes() {}

  static Html of(Evaluation test, List<String> classNames) {
    Html html = new Html();
    html.element(
        "p",
        "Precision: the share of right ones among those predicted as the class. Recall: the share"
            + " of the class that is found. F1: their harmonic mean.");
    List<Integer> order = IntStream.range(0, test.classes()).boxed().toList();
    if (test.classes() <= SHOWN) {
      return html.add(table("Measures of each class", test, classNames, order, true).draw());
    }
    List<Integer> worstFirst =
        order.stream()
            .filter(c -> test.actual(c) > 0)
            .sorted(Comparator.comparingDouble(test::f1))
            .toList();
    int shown = Math.min(SHOWN, worstFirst.size());
    html.add(
        table(
                "The " + shown + " classes with the lowest F1, and the means over all",
                test,
                classNames,
                worstFirst.subList(0, shown),
                true)
            .draw());
    List<Integer> all = order.subList(0, Math.min(MOST, order.size()));
    String caption =
        all.size() < order.size()
            ? "The first " + Figures.count(MOST) + " of " + Figures.count(order.size()) + " classes"
            : "All " + Figures.count(order.size()) + " classes";
    return html.add(table(caption, test, classNames, all, false).folded());
  }

  private static TableView table(
      String caption,
      Evaluation test,
      List<String> classNames,
      List<Integer> classes,
      boolean withMeans) {
    List<List<String>> rows = new ArrayList<>();
    for (int c : classes) {
      ClassCounts counts = test.of(c);
      rows.add(
          row(
              Figures.cut(classNames.get(c), NAME),
              counts.precision(),
              counts.recall(),
              counts.f1(),
              counts.actual()));
    }
    if (withMeans) {
      rows.add(means("mean over classes", test, Average.MACRO));
      rows.add(means("mean over examples", test, Average.WEIGHTED));
    }
    return TableView.ofNumbers(caption, COLUMNS, rows);
  }

  private static List<String> means(String name, Evaluation test, Average average) {
    List<ClassCounts> all = test.perClass();
    return row(
        name,
        average.of(all, ClassCounts::precision),
        average.of(all, ClassCounts::recall),
        average.of(all, ClassCounts::f1),
        test.count());
  }

  private static List<String> row(
      String name, double precision, double recall, double f1, long examples) {
    return List.of(
        name,
        Figures.percent(precision),
        Figures.percent(recall),
        Figures.percent(f1),
        Figures.count(examples));
  }
}
