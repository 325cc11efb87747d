package dev.lockstep.optim;

import dev.lockstep.text.Range;
import java.util.Locale;

/** The learning-rate schedules that a recipe can name. */
public enum ScheduleName {
  /** {@link Schedule#constant}. */
  CONSTANT,
  /** {@link Schedule#cosine} to 0. */
  COSINE,
  /** {@link Schedule#oneCycle}; the rate is the peak. */
  ONE_CYCLE,
  /** {@link Schedule#step}: a tenth of the rate after each third of the steps, rounded up. */
  STEP;

  /**
   * Returns a schedule for a whole training: the warm-up, then the decay over the steps that are
   * left.
   *
   * @param rate the highest learning rate
   * @param totalSteps all the steps of the training, the warm-up's included
   * @param warmupSteps steps in which the rate climbs from 0; with {@code totalSteps} or more, it
   *     climbs to the end
   */
  public Schedule schedule(double rate, long totalSteps, long warmupSteps) {
    Require.positive("the number of steps", totalSteps);
    Range.FINITE_NOT_NEGATIVE.require("warmup", warmupSteps);
    long rest = Math.max(1, totalSteps - warmupSteps);
    Schedule decay =
        switch (this) {
          case CONSTANT -> Schedule.constant(rate);
          case COSINE -> Schedule.cosine(rate, rest);
          case ONE_CYCLE -> Schedule.oneCycle(rate, rest);
          case STEP -> Schedule.step(rate, (rest + 2) / 3, 0.1);
        };
    return decay.withWarmup(warmupSteps);
  }

  /**
   * Returns the command-line name: {@code constant}, {@code cosine}, {@code one-cycle}, {@code
   * step}.
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
