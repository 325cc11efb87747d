package dev.lockstep.report;

import dev.lockstep.report.TrainingListener.Measures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a line of {@link Progress}; a narrow terminal shows the first ones. */
final class ProgressLine {
  private static final int BAR = 20;

  private final String position;
  private final String step;
  private final String loss;
  private final String secondsLeft;

  /** The share of the epoch that is done. */
  private final double done;

  /** Figures in the order of their importance; the last is left out first. */
  private final List<String> more = new ArrayList<>();

  /**
   * Formats all figures.
   *
   * @param of a word for the examples of the loss and the accuracy
   */
  ProgressLine(Measures measures, String of, int epochs, long examples) {
    double examplesPerSecond = measures.examples() / measures.seconds();
    double seconds = (epochs * examples - measures.examples()) / examplesPerSecond;
    position = measures.epoch() + "/" + epochs;
    done =
        Math.min(1, (double) (measures.examples() - (measures.epoch() - 1) * examples) / examples);
    step = format("step %,d", measures.step());
    loss = format("%s loss %.4f", of, measures.meanLoss());
    secondsLeft = format("%.0f s", seconds);
    measures
        .validation()
        .ifPresent(
            validation -> {
              more.add(format("validation loss %.4f", validation.meanLoss()));
              more.add("validation " + validation.measureText());
            });
    measures.accuracy().ifPresent(a -> more.add(format("%s accuracy %.2f%%", of, 100 * a)));
    more.add(format("%,.0f examples/s", examplesPerSecond));
  }

  /** Returns the line with all figures. */
  String whole() {
    return with(more.size());
  }

  /**
   * Returns the figures that fit into this number of columns; cuts one only if not even the first
   * fits.
   */
  String within(int columns) {
    for (int count = more.size(); count >= 0; count--) {
      if (with(count).length() <= columns) {
        return with(count);
      }
    }
    List<List<String>> shorter =
        List.of(
            List.of("epoch", position, step, loss, secondsLeft),
            List.of(position, step, loss, secondsLeft),
            List.of(position, loss, secondsLeft),
            List.of(position, loss));
    return shorter.stream()
        .map(figures -> String.join(" ", figures))
        .filter(line -> line.length() <= columns)
        .findFirst()
        .orElse(position.substring(0, Math.max(0, Math.min(position.length(), columns))));
  }

  /** Returns the same with a bar that fills in an epoch, where there is room for it. */
  String withBar(int columns) {
    int filled = (int) (BAR * done);
    String ahead = filled == BAR ? "" : ">" + " ".repeat(BAR - 1 - filled);
    String bar = " [" + "=".repeat(filled) + ahead + "]";
    String head = "epoch " + position;
    String line = within(columns - bar.length());
    return line.startsWith(head + "  ")
        ? head + bar + line.substring(head.length())
        : within(columns);
  }

  private String with(int count) {
    List<String> figures = new ArrayList<>(List.of("epoch " + position, step, loss));
    figures.addAll(more.subList(0, count));
    figures.add(secondsLeft + " left");
    return String.join("  ", figures);
  }

  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
