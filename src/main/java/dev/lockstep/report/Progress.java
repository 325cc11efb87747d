package dev.lockstep.report;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/**
 * Prints where training is: one live line on a terminal, as wide as that is, else a plain line
 * every few seconds. A line stays of every epoch; where epochs are many, of every fiftieth, of the
 * last, and of those that end five seconds or more after the last one that has stayed. Within an
 * epoch the loss and the accuracy are those of the last steps that were averaged; at its end, the
 * means over the epoch.
 */
public final class Progress implements TrainingListener, AutoCloseable {
  private static final double LIVE_SECONDS = 0.1;
  private static final double PLAIN_SECONDS = 5;
  private static final int MANY_EPOCHS = 100;
  private static final int SHOWN_OF_MANY = 50;
  private static final String MEAN = "mean";

  /** A line too long for a terminal that has just become narrower is cut there, not wrapped. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";
  private static final String ERASE_REST = "\u001b[K";

  private final PrintStream out;
  private final IntSupplier columns;
  private final int epochs;
  private final String ofSteps;
  private final long examples;
  private double lastSeconds;
  private double lastEpochSeconds;
  private boolean live;

  /** Of the last epoch, where nothing has been printed since; else null. */
  private Measures unprinted;

  /**
   * Prints nothing yet.
   *
   * @param columns of the terminal that {@code out} is, asked for every line; 0 if it is none
   * @param averageEvery how many steps a step's measures are of
   * @param examples in an epoch
   */
  public Progress(
      PrintStream out, IntSupplier columns, int epochs, int averageEvery, long examples) {
    this.out = out;
    this.columns = columns;
    this.epochs = epochs;
    this.ofSteps = averageEvery == 1 ? "step" : averageEvery + "-step";
    this.examples = examples;
  }

  @Override
  public void onStep(Measures measures) {
    // Of an epoch's last step the epoch's line says more.
    if (measures.examples() % examples != 0) {
      printIfDue(measures, ofSteps);
    }
  }

  @Override
  public void onEpoch(Measures measures) {
    if (stays(measures)) {
      print(measures, MEAN, true);
      lastEpochSeconds = measures.seconds();
    } else {
      unprinted = measures;
      printIfDue(measures, MEAN);
    }
  }

  private boolean stays(Measures measures) {
    return epochs <= MANY_EPOCHS
        || measures.epoch() % SHOWN_OF_MANY == 0
        || measures.epoch() == epochs
        || measures.seconds() - lastEpochSeconds >= PLAIN_SECONDS;
  }

  private void printIfDue(Measures measures, String of) {
    if (measures.seconds() - lastSeconds < LIVE_SECONDS) {
      return; // Sooner than any line; the terminal need not be asked.
    }
    if (columns.getAsInt() > 0 || measures.seconds() - lastSeconds >= PLAIN_SECONDS) {
      print(measures, of, false);
    }
  }

  /**
   * Says where training has ended, if it has ended before its last epoch, and ends the live line,
   * so that what is printed next, an error say, has a line of its own.
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
      // The last column stays free: a terminal that has filled it is about to wrap.
      String text = line.within(width - 1);
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
