package dev.lockstep.recipe;

import dev.lockstep.optim.Stepper;

/**
 * The batch and the epochs where the user names none. From a few hundred rows on, 10 passes with
 * batches of 256 are enough steps only if there are many rows: a hundred would give ten steps, from
 * which a network learns little. So few rows are taken in smaller batches, and passed over until
 * there are {@value #LEAST} steps. docs/decisions.md has the figures.
 */
public final class DefaultSteps {
  /**
   * The least number of steps. 20,000 examples, with 79 steps an epoch, have more of themselves.
   */
  public static final long LEAST = 780;

  /** An iteration of L-BFGS goes further than a step; on small tables more learn the noise. */
  private static final long LBFGS_MOST = 30;

  private static final long SMALLEST_BATCH = 16;
  private static final long STEPS_PER_EPOCH = 8;

  private DefaultSteps() {}

  /** Returns the examples of a step, of so many: a power of two, the setting's default at most. */
  static long batch(long examples) {
    long power = Long.highestOneBit(Math.max(1, examples / STEPS_PER_EPOCH));
    return Math.min(TrainingSettings.BATCH.defaultValue(), Math.max(SMALLEST_BATCH, power));
  }

  /**
   * Returns the epochs for so many examples, the setting's default at least. A batch above the
   * default one makes them no more: each pass over a large table takes its time.
   *
   * @param batch the examples of a step
   */
  static int epochs(Values values, long examples, long batch) {
    long counted = Math.max(1, Math.min(batch, TrainingSettings.BATCH.defaultValue()));
    long steps = Math.max(1, (examples - 1) / counted + 1);
    boolean takesSteps = TrainingSettings.optimizer(values) instanceof Stepper;
    long enough = Math.min(takesSteps ? LEAST : LBFGS_MOST, (LEAST - 1) / steps + 1);
    return (int) Math.max(TrainingSettings.EPOCHS.defaultValue(), enough);
  }
}
