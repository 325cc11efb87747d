package dev.lockstep.report;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Prints where training is: one live line on a terminal, else a plain line every few seconds. A
 * line stays of every epoch; where epochs are many, of every fiftieth, of the last, and of those
 * that end five seconds or more after the last one that has stayed.
 */
public final class Progress implements TrainingListener, AutoCloseable {
  private static final double LIVE_SECONDS = 0.1;
  private static final double PLAIN_SECONDS = 5;
  private static final int MANY_EPOCHS = 100;
  private static final int SHOWN_OF_MANY = 50;

  private final PrintStream out;
  private final boolean terminal;
  private final int epochs;
  private final long examples;
  private double lastSeconds;
  private double lastEpochSeconds;
  private int lineLength;

  /** Of the last epoch, where nothing has been printed since; else null. */
  private Measures unprinted;

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
    this.examples = examples;
  }

  @Override
  public void onStep(Measures measures) {
    // Of an epoch's last step the epoch's line says more.
    if (measures.examples() % examples != 0) {
      printIfDue(measures);
    }
  }

  @Override
  public void onEpoch(Measures measures) {
    if (stays(measures)) {
      print(measures, true);
      lastEpochSeconds = measures.seconds();
    } else {
      unprinted = measures;
      printIfDue(measures);
    }
  }

  private boolean stays(Measures measures) {
    return epochs <= MANY_EPOCHS
        || measures.epoch() % SHOWN_OF_MANY == 0
        || measures.epoch() == epochs
        || measures.seconds() - lastEpochSeconds >= PLAIN_SECONDS;
  }

  private void printIfDue(Measures measures) {
    if (measures.seconds() - lastSeconds >= (terminal ? LIVE_SECONDS : PLAIN_SECONDS)) {
      print(measures, false);
    }
  }

  /**
   * Says where training has ended, if it has ended before its last epoch, and ends the live line,
   * so that what is printed next, an error say, has a line of its own.
   */
  @Override
  public void close() {
    if (unprinted != null) {
      print(unprinted, true);
    } else if (lineLength > 0) {
      out.println();
      lineLength = 0;
    }
  }

  private void print(Measures measures, boolean stays) {
    double examplesPerSecond = measures.examples() / measures.seconds();
    double secondsLeft = (epochs * examples - measures.examples()) / examplesPerSecond;
    String line =
        String.format(
            Locale.ROOT,
            "epoch %d/%d  step %,d  loss %.4f%s%s  %,.0f examples/s  %.0f s left",
            measures.epoch(),
            epochs,
            measures.step(),
            measures.meanLoss(),
            accuracy(measures.accuracy()),
            measures.validation().map(Progress::text).orElse(""),
            examplesPerSecond,
            secondsLeft);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, lineLength - line.length())));
      if (stays) {
        out.println();
      }
      out.flush();
      lineLength = stays ? 0 : line.length();
    } else {
      out.println(line);
    }
    lastSeconds = measures.seconds();
    unprinted = null;
  }

  private static String accuracy(OptionalDouble accuracy) {
    return accuracy.isPresent()
        ? String.format(Locale.ROOT, "  accuracy %.2f%%", 100 * accuracy.getAsDouble())
        : "";
  }

  private static String text(Validation validation) {
    return String.format(
        Locale.ROOT,
        "  validation loss %.4f, accuracy %.2f%%",
        validation.meanLoss(),
        100 * validation.accuracy());
  }
}
