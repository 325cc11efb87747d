package dev.lockstep.cli.retrain;

import dev.lockstep.report.Evaluation;
import dev.lockstep.report.EvaluationTable;
import dev.lockstep.report.Metric;
import dev.lockstep.report.paired.PairedEvaluation;
import dev.lockstep.report.paired.PairedMeasures;
import dev.lockstep.retrain.PairedTest;
import dev.lockstep.retrain.Verdict;
import dev.lockstep.text.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Formats the measures of two models side by side. */
final class ComparisonTable {
  private static final int NAME = 17;

  private ComparisonTable() {}

  /** Returns lines, each with its end. */
  static String of(PairedMeasures scores, List<String> names, Verdict verdict) {
    StringBuilder text = new StringBuilder();
    if (scores instanceof PairedEvaluation classes) {
      ofClasses(text, classes, names);
    } else {
      ofNumbers(text, (PairedMeasures.Numbers) scores, names);
    }
    verdict
        .test()
        .ifPresent(
            test ->
                line(
                    text,
                    "\n%s: p = %.4g one-sided, %.4g two-sided; the gain in %s is %s",
                    test.name(),
                    test.p(),
                    test.twoSided(),
                    verdict.metric().words(),
                    scores instanceof PairedEvaluation ? gain(test) : share(test)));
    return text.toString();
  }

  /** The measures of all targets; with several, those of each below. */
  private static void ofNumbers(
      StringBuilder text, PairedMeasures.Numbers scores, List<String> names) {
    line(text, "%s            A            B         gain", Printable.padLeft("", NAME));
    for (Metric metric : Metric.values()) {
      if (metric.isFor(scores.first())) {
        number(text, metric.words(), scores, metric);
      }
    }
    for (int t = 0; t < names.size() && names.size() > 1; t++) {
      line(text, "\n%s", Printable.line(names.get(t)));
      PairedMeasures.Numbers one =
          new PairedMeasures.Numbers(
              scores.first().ofTarget(t),
              scores.second().ofTarget(t),
              scores.lossGain(),
              scores.least());
      for (Metric metric : List.of(Metric.RMSE, Metric.MAE, Metric.R2)) {
        number(text, metric.words(), one, metric);
      }
    }
    line(text, "\n%,d examples; losses are in the scaling of A's targets", scores.first().count());
  }

  private static void number(
      StringBuilder text, String name, PairedMeasures.Numbers scores, Metric metric) {
    line(
        text,
        "%s %12.6g %12.6g %+12.6g",
        Printable.padLeft(name, NAME),
        metric.of(scores.first()),
        metric.of(scores.second()),
        scores.gain(metric));
  }

  private static void ofClasses(
      StringBuilder text, PairedEvaluation scores, List<String> classNames) {
    line(text, "%s          A          B       gain", Printable.padLeft("", NAME));
    for (Metric metric : Metric.values()) {
      if (metric.isFor(scores.first())) {
        line(
            text,
            "%s %10.6f %10.6f %+10.6f",
            Printable.padLeft(metric.words(), NAME),
            metric.of(scores.first()),
            metric.of(scores.second()),
            scores.gain(metric));
      }
    }
    long both = scores.first().correct() - scores.disagreements().onlyFirstRight();
    line(
        text,
        "\n%,d examples: both are right on %,d, only A on %,d, only B on %,d",
        scores.first().count(),
        both,
        scores.disagreements().onlyFirstRight(),
        scores.disagreements().onlySecondRight());
    classes(text, scores, classNames);
  }

  /** With many classes, only those whose recall loses most. */
  private static void classes(
      StringBuilder text, PairedEvaluation scores, List<String> classNames) {
    Evaluation first = scores.first();
    Evaluation second = scores.second();
    boolean many = classNames.size() > EvaluationTable.MOST_CLASSES;
    List<Integer> shown =
        many
            ? IntStream.range(0, classNames.size())
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -scores.recallLoss(c)))
                .limit(EvaluationTable.WORST)
                .toList()
            : IntStream.range(0, classNames.size()).boxed().toList();
    int name =
        shown.stream()
            .mapToInt(c -> Printable.columns(Printable.line(classNames.get(c))))
            .reduce(NAME, Math::max);
    line(
        text,
        "\n%s   recall A   recall B       gain  examples",
        Printable.padLeft(many ? "worst classes" : "class", name));
    for (int c : shown) {
      line(
          text,
          "%s %10.6f %10.6f %+10.6f  %,8d",
          Printable.padLeft(Printable.line(classNames.get(c)), name),
          first.recall(c),
          second.recall(c),
          0 - scores.recallLoss(c), // 0 and not -0
          first.actual(c));
    }
  }

  private static String gain(PairedTest test) {
    return String.format(
        Locale.ROOT,
        "%+.6f, from %+.6f to %+.6f with %.0f %% confidence",
        test.gain(),
        test.low(),
        test.high(),
        100 * PairedTest.CONFIDENCE);
  }

  /** The gain of models of numbers, whose losses have no unit that people know. */
  private static String share(PairedTest test) {
    return String.format(
        Locale.ROOT,
        "%+.2f%% of A's, from %+.2f%% to %+.2f%% with %.0f %% confidence",
        100 * test.gain(),
        100 * test.low(),
        100 * test.high(),
        100 * PairedTest.CONFIDENCE);
  }

  private static void line(StringBuilder text, String format, Object... args) {
    text.append(String.format(Locale.ROOT, format, args)).append('\n');
  }
}
