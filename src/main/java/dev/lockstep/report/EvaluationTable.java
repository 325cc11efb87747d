package dev.lockstep.report;

import java.util.List;
import java.util.Locale;

/** An {@link Evaluation} as text: measures per class and the confusion matrix. */
public final class EvaluationTable {
  /** Said where examples have weights. */
  public static final String WITHOUT_WEIGHTS =
      "these measures count each example once, whatever its weight in training";

  private EvaluationTable() {}

  /** Lines, each with its end. */
  public static String of(Evaluation evaluation, List<String> classNames) {
    int classes = evaluation.classes();
    int name = width(classNames, "class");
    StringBuilder text = new StringBuilder();
    line(text, "%" + name + "s  precision   recall       F1  examples", "class");
    for (int c = 0; c < classes; c++) {
      line(
          text,
          "%" + name + "s  %8.2f%%  %6.2f%%  %6.2f%%  %,8d",
          classNames.get(c),
          100 * evaluation.precision(c),
          100 * evaluation.recall(c),
          100 * evaluation.f1(c),
          evaluation.actual(c));
    }
    text.append('\n');
    int cell = Math.max(width(classNames, ""), digits(evaluation)) + 1;
    line(text, "confusion: a row for each actual class, a column for each predicted one");
    text.append(" ".repeat(name));
    classNames.forEach(n -> text.append(String.format(Locale.ROOT, "%" + cell + "s", n)));
    text.append('\n');
    for (int actual = 0; actual < classes; actual++) {
      text.append(String.format(Locale.ROOT, "%" + name + "s", classNames.get(actual)));
      for (long count : evaluation.confusion()[actual]) {
        text.append(String.format(Locale.ROOT, "%" + cell + "s", count == 0 ? "." : count));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... args) {
    text.append(String.format(Locale.ROOT, format, args)).append('\n');
  }

  private static int width(List<String> names, String heading) {
    return names.stream().mapToInt(String::length).reduce(heading.length(), Math::max);
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
}
