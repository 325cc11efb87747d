package dev.lockstep.cli.show;

import dev.lockstep.text.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model's answer as lines: label and prediction, and a bar for each class, or for the likeliest
 * where there are many.
 *
 * @param classNames one for each class
 */
record AnswerText(List<String> classNames) {
  private static final int MOST_BARS = 10;
  private static final int BAR_COLUMNS = 20;
  private static final int NAME_COLUMNS = 12;

  /** Parts of a cell, from one eighth to all of it. */
  private static final String EIGHTHS = "\u258f\u258e\u258d\u258c\u258b\u258a\u2589\u2588";

  AnswerText {
    classNames = classNames.stream().map(AnswerText::shortened).toList();
  }

  private static String shortened(String name) {
    String printable = Printable.line(name);
    return Printable.columns(printable) <= NAME_COLUMNS
        ? printable
        : printable.substring(0, Math.min(printable.length(), NAME_COLUMNS - 3)) + "...";
  }

  /** Returns the line of a label and a prediction. */
  String head(Answer answer) {
    return "label "
        + classNames.get(answer.label())
        + ", predicted "
        + classNames.get(answer.predicted())
        + (answer.isWrong() ? ": wrong" : "");
  }

  /** Returns the lines of the bars. */
  List<String> bars(Answer answer) {
    float[] scores = answer.scores();
    List<Integer> classes = new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
    if (classes.size() > MOST_BARS) {
      classes.sort(Comparator.comparing((Integer c) -> -scores[c]));
      classes = classes.subList(0, MOST_BARS);
    }
    int width =
        classes.stream().mapToInt(c -> Printable.columns(classNames.get(c))).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int c : classes) {
      String name = Printable.padLeft(classNames.get(c), width);
      lines.add(name + " " + bar(scores[c]) + Printable.format(" %5.1f%%", 100 * scores[c]));
    }
    return lines;
  }

  /** Returns a bar, filled up with spaces. */
  static String bar(double share) {
    int eighths = (int) Math.round(8 * BAR_COLUMNS * Math.max(0, Math.min(1, share)));
    String full = "\u2588".repeat(eighths / 8);
    String part = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8 - 1, eighths % 8);
    return full + part + " ".repeat(BAR_COLUMNS - full.length() - part.length());
  }
}
