package dev.lockstep.report;

import java.io.PrintStream;
import java.util.OptionalDouble;
import java.util.function.IntSupplier;

/**
 * Prints the progress of training: on a terminal one live line, as wide as the terminal, else a
 * plain line every few seconds. A line of every epoch stays; if there are many epochs, the line of
 * every fiftieth, of the last, and of those that end five seconds or more after the last one that
 * stayed. Within an epoch the loss and the accuracy are smoothed: means of all steps so far, of
 * which a step weighs {@value #DECAY} of the step after it. At its end they are the means over the
 * epoch.
 */
public final class Progress implements TrainingListener, AutoCloseable {
  private static final double LIVE_SECONDS = 0.1;
  private static final double PLAIN_SECONDS = 5;
  private static final int MANY_EPOCHS = 100;
  private static final int SHOWN_OF_MANY = 50;
  private static final String MEAN = "mean";
  private static final String SMOOTHED = "smoothed";
  private static final double DECAY = 0.98;

  /** A line too long for a terminal that has just become narrower is cut, not wrapped. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";
  private static final String ERASE_REST = "\u001b[K";

  private final PrintStream out;
  private final IntSupplier columns;
  private final int epochs;
  private final long examples;
  private final Smoothed loss = new Smoothed();
  private final Smoothed accuracy = new Smoothed();
  private double lastSeconds;
  private double lastEpochSeconds;
  private boolean live;

  /** Measures of the last epoch, if nothing has been printed since; else null. */
  private Measures unprinted;

  /**
   * Creates a printer.
   *
   * @param columns of the terminal behind {@code out}, asked for every line; 0 if there is none
   * @param examples in an epoch
   */
  public Progress(PrintStream out, IntSupplier columns, int epochs, long examples) {
    this.out = out;
    this.columns = columns;
    this.epochs = epochs;
    this.examples = examples;
  }

  @Override
  public void onStep(Measures measures) {
    loss.add(measures.meanLoss());
    measures.accuracy().ifPresent(accuracy::add);
    // After an epoch's last step, the epoch's line says more.
    if (measures.examples() % examples != 0 && isDue(measures)) {
      print(smoothed(measures), SMOOTHED, false);
    }
  }

  private Measures smoothed(Measures measures) {
    return new Measures(
        measures.epoch(),
        measures.step(),
        loss.mean(),
        measures.accuracy().isPresent() ? OptionalDouble.of(accuracy.mean()) : measures.accuracy(),
        measures.learningRate(),
        measures.examples(),
        measures.seconds(),
        measures.validation());
  }

  /** A mean in which numbers weigh less the longer they are past. */
  private static final class Smoothed {
    private double sum;
    private double weight;

    void add(double number) {
      sum = DECAY * sum + number;
      weight = DECAY * weight + 1;
    }

    double mean() {
      return sum / weight;
    }
  }

  @Override
  public void onEpoch(Measures measures) {
    if (stays(measures)) {
      print(measures, MEAN, true);
      lastEpochSeconds = measures.seconds();
    } else {
      unprinted = measures;
      if (isDue(measures)) {
        print(measures, MEAN, false);
      }
    }
  }

  private boolean stays(Measures measures) {
    return epochs <= MANY_EPOCHS
        || measures.epoch() % SHOWN_OF_MANY == 0
        || measures.epoch() == epochs
        || measures.seconds() - lastEpochSeconds >= PLAIN_SECONDS;
  }

  private boolean isDue(Measures measures) {
    double since = measures.seconds() - lastSeconds;
    // The terminal need not be asked before any line is due.
    return since >= LIVE_SECONDS && (since >= PLAIN_SECONDS || columns.getAsInt() > 0);
  }

  /**
   * Prints where training has ended, if that is before its last epoch, and ends the live line, so
   * that the next text, such as an error, has a line of its own.
   */
  @Override
  public void close() {
    if (unprinted != null) {
      print(unprinted, MEAN, true);
    } else if (live) {
      out.println();
      live = false;
    }
  }

  private void print(Measures measures, String of, boolean stays) {
    int width = columns.getAsInt();
    ProgressLine line = new ProgressLine(measures, of, epochs, examples);
    if (width > 0) {
      // The last column stays free, because a terminal wraps once it is full.
      String text = stays ? line.within(width - 1) : line.withBar(width - 1);
      out.print("\r" + NO_WRAP + text + ERASE_REST + WRAP + (stays ? System.lineSeparator() : ""));
      out.flush();
      live = !stays;
    } else {
      out.println(line.whole());
    }
    lastSeconds = measures.seconds();
    unprinted = null;
  }
}
