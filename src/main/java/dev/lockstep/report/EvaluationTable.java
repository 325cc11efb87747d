package dev.lockstep.report;

import dev.lockstep.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Formats an {@link Evaluation} as text: measures per class and the confusion matrix. */
public final class EvaluationTable {
  /** Printed if examples have weights. */
  public static final String WITHOUT_WEIGHTS =
      "these measures count each example once, whatever its weight in training";

  private EvaluationTable() {}

  /** With more classes, only the worst are named. */
  public static final int MOST_CLASSES = 30;

  /** So many are named. */
  public static final int WORST = 10;

  /**
   * Returns lines, each with its end.
   *
   * @param names of the classes, or of the numbers that are predicted
   */
  public static String of(Measured measured, List<String> names) {
    return measured
        .ofClasses()
        .map(classes -> of(classes, names))
        .orElseGet(() -> ofNumbers(measured.ofNumbers().orElseThrow(), names));
  }

  private static String of(Evaluation evaluation, List<String> names) {
    List<String> classNames = names.stream().map(Printable::line).toList();
    StringBuilder text = new StringBuilder();
    if (evaluation.classes() > MOST_CLASSES) {
      summary(text, evaluation, classNames);
    } else {
      measures(text, evaluation, classNames, IntStream.range(0, evaluation.classes()).toArray());
      confusion(text, evaluation, classNames);
    }
    return text.toString();
  }

  private static void measures(
      StringBuilder text, Evaluation evaluation, List<String> classNames, int[] classes) {
    int name = width(Arrays.stream(classes).mapToObj(classNames::get).toList(), "class");
    line(text, "%s  precision   recall       F1  examples", Printable.padLeft("class", name));
    for (int c : classes) {
      line(
          text,
          "%s  %8.2f%%  %6.2f%%  %6.2f%%  %,8d",
          Printable.padLeft(classNames.get(c), name),
          100 * evaluation.precision(c),
          100 * evaluation.recall(c),
          100 * evaluation.f1(c),
          evaluation.actual(c));
    }
    text.append('\n');
  }

  private static void confusion(
      StringBuilder text, Evaluation evaluation, List<String> classNames) {
    int name = width(classNames, "class");
    int cell = Math.max(width(classNames, ""), digits(evaluation)) + 1;
    line(text, "confusion: a row for each actual class, a column for each predicted one");
    text.append(" ".repeat(name));
    classNames.forEach(n -> text.append(Printable.padLeft(n, cell)));
    text.append('\n');
    for (int actual = 0; actual < evaluation.classes(); actual++) {
      text.append(Printable.padLeft(classNames.get(actual), name));
      for (long count : evaluation.confusion()[actual]) {
        text.append(Printable.padLeft(count == 0 ? "." : String.valueOf(count), cell));
      }
      text.append('\n');
    }
  }

  private static void summary(StringBuilder text, Evaluation evaluation, List<String> classNames) {
    int[] tested =
        IntStream.range(0, evaluation.classes()).filter(c -> evaluation.actual(c) > 0).toArray();
    line(
        text,
        "%,d classes, %,d of them with examples here; the mean of their precisions is %.2f%%, of"
            + " their recalls %.2f%%, of their F1 %.2f%%",
        evaluation.classes(),
        tested.length,
        100 * Arrays.stream(tested).mapToDouble(evaluation::precision).average().orElse(0),
        100 * Arrays.stream(tested).mapToDouble(evaluation::recall).average().orElse(0),
        100 * Arrays.stream(tested).mapToDouble(evaluation::f1).average().orElse(0));
    line(text, "the worst by F1:");
    int[] worst =
        Arrays.stream(tested)
            .boxed()
            .sorted(Comparator.comparingDouble(evaluation::f1))
            .limit(WORST)
            .mapToInt(Integer::intValue)
            .toArray();
    measures(text, evaluation, classNames, worst);
    List<int[]> mistakes = mistakes(evaluation);
    if (!mistakes.isEmpty()) {
      line(text, "the most frequent mistakes:");
    }
    for (int[] pair : mistakes) {
      line(
          text,
          "%s taken for %s: %,d",
          classNames.get(pair[0]),
          classNames.get(pair[1]),
          evaluation.confusion()[pair[0]][pair[1]]);
    }
  }

  /**
   * Returns actual and predicted class of the most frequent mistakes, the first among equals first.
   */
  private static List<int[]> mistakes(Evaluation evaluation) {
    long[][] confusion = evaluation.confusion();
    Comparator<int[]> byCount = Comparator.comparingLong(pair -> confusion[pair[0]][pair[1]]);
    List<int[]> pairs = new ArrayList<>();
    for (int actual = 0; actual < confusion.length; actual++) {
      for (int predicted = 0; predicted < confusion.length; predicted++) {
        if (actual != predicted && confusion[actual][predicted] > 0) {
          pairs.add(new int[] {actual, predicted});
        }
      }
    }
    return pairs.stream().sorted(byCount.reversed()).limit(WORST).toList();
  }

  private static void line(StringBuilder text, String format, Object... args) {
    text.append(String.format(Locale.ROOT, format, args)).append('\n');
  }

  private static int width(List<String> names, String heading) {
    return names.stream().mapToInt(Printable::columns).reduce(heading.length(), Math::max);
  }

  private static int digits(Evaluation evaluation) {
    long largest = 0;
    for (long[] row : evaluation.confusion()) {
      for (long count : row) {
        largest = Math.max(largest, count);
      }
    }
    return String.valueOf(largest).length();
  }

  /** Returns a row for each number that is predicted. */
  private static String ofNumbers(ValueEvaluation evaluation, List<String> names) {
    boolean ofCounts = !Double.isNaN(evaluation.targets().get(0).deviance());
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("target", "RMSE", "MAE", "R2", ofCounts ? "deviance" : "", "covered", "examples"));
    for (int t = 0; t < evaluation.targets().size(); t++) {
      ValueEvaluation.Target target = evaluation.targets().get(t);
      rows.add(
          row(
              Printable.line(names.get(t)),
              format("%.6g", target.rmse()),
              format("%.6g", target.mae()),
              format("%.4f", target.r2()),
              ofCounts ? format("%.4f", target.meanDeviance()) : "",
              format("%.2f%%", 100 * target.coverage()),
              format("%,d", target.count())));
    }
    return lines(rows);
  }

  private static List<String> row(String... cells) {
    return List.of(cells).stream().filter(cell -> !cell.isEmpty()).toList();
  }

  private static String lines(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int c = 0; c < row.size(); c++) {
        int column = c;
        int width = rows.stream().mapToInt(r -> Printable.columns(r.get(column))).max().orElse(0);
        cells.add(Printable.padLeft(row.get(c), width));
      }
      text.append(String.join("  ", cells)).append('\n');
    }
    return text.toString();
  }

  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
