package dev.lockstep.report;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints where training is: one live line on a terminal, else a plain line every few seconds and
 * one at the end of every epoch.
 */
public final class Progress implements TrainingListener, AutoCloseable {
  private static final double LIVE_SECONDS = 0.1;
  private static final double PLAIN_SECONDS = 5;

  private final PrintStream out;
  private final boolean terminal;
  private final int epochs;
  private final long totalExamples;
  private double lastSeconds;
  private int lineLength;

  /**
   * Prints nothing yet.
   *
   * @param terminal whether {@code out} is one
   * @param examples in an epoch
   */
  public Progress(PrintStream out, boolean terminal, int epochs, long examples) {
    this.out = out;
    this.terminal = terminal;
    this.epochs = epochs;
    totalExamples = epochs * examples;
  }

  @Override
  public void onStep(Measures measures) {
    if (measures.seconds() - lastSeconds >= (terminal ? LIVE_SECONDS : PLAIN_SECONDS)) {
      print(measures, false);
    }
  }

  @Override
  public void onEpoch(Measures measures) {
    print(measures, true);
  }

  /** Ends the live line, so that what is printed next, an error say, has a line of its own. */
  @Override
  public void close() {
    if (lineLength > 0) {
      out.println();
      lineLength = 0;
    }
  }

  private void print(Measures measures, boolean endsEpoch) {
    double examplesPerSecond = measures.examples() / measures.seconds();
    double secondsLeft = (totalExamples - measures.examples()) / examplesPerSecond;
    String line =
        String.format(
            Locale.ROOT,
            "epoch %d/%d  step %,d  loss %.4f%s  %,.0f examples/s  %.0f s left",
            measures.epoch(),
            epochs,
            measures.step(),
            measures.meanLoss(),
            measures.validation().map(Progress::text).orElse(""),
            examplesPerSecond,
            secondsLeft);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, lineLength - line.length())));
      if (endsEpoch) {
        out.println();
      }
      out.flush();
      lineLength = endsEpoch ? 0 : line.length();
    } else {
      out.println(line);
    }
    lastSeconds = measures.seconds();
  }

  private static String text(Validation validation) {
    return String.format(
        Locale.ROOT,
        "  validation loss %.4f, accuracy %.2f%%",
        validation.meanLoss(),
        100 * validation.accuracy());
  }
}
