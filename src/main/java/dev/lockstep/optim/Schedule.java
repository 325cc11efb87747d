package dev.lockstep.optim;

import dev.lockstep.text.Range;
import java.io.Serializable;

/**
 * The learning rate as a function of the step. Steps count from 0; past its last step a schedule
 * stays where it ended. Schedules compose: see {@link #withWarmup}. Optimizers take the rate as a
 * float, rounded from this double.
 */
@FunctionalInterface
public interface Schedule extends Serializable {
  /** Returns the learning rate of a step, which counts from 0. */
  double learningRate(long step);

  /** Returns the same rate at every step. */
  static Schedule constant(double rate) {
    Range.FINITE_POSITIVE.require("learningRate", rate);
    return step -> rate;
  }

  /**
   * Returns half a cosine from {@code rate} at step 0 to 0 at step {@code totalSteps}, one past the
   * last, so that every step still moves (Loshchilov and Hutter, "SGDR: stochastic gradient descent
   * with warm restarts", ICLR 2017, without the restarts).
   */
  static Schedule cosine(double rate, long totalSteps) {
    Range.FINITE_POSITIVE.require("learningRate", rate);
    Require.positive("the number of steps", totalSteps);
    return step -> anneal(rate, 0, (double) Math.min(step, totalSteps) / totalSteps);
  }

  /**
   * Returns one cycle: from {@code peak / 25} up to {@code peak} at three tenths of the steps, then
   * down to {@code peak / 250000} at the last, both along half a cosine (Smith and Topin,
   * "Super-convergence", 2018). The rates are those of PyTorch's {@code OneCycleLR} with its
   * defaults; momentum is left alone.
   *
   * <p>The peak lies at {@code 0.3 * totalSteps - 1}, which may fall between two steps. A single
   * step is the last step and has the final rate.
   */
  static Schedule oneCycle(double peak, long totalSteps) {
    Range.FINITE_POSITIVE.require("learningRate", peak);
    Require.positive("the number of steps", totalSteps);
    double first = peak / 25;
    double last = first / 1e4;
    double top = 0.3 * totalSteps - 1;
    long end = totalSteps - 1;
    return step ->
        step <= top
            ? anneal(first, peak, step / top)
            : anneal(peak, last, ((double) Math.min(step, end) - top) / (end - top));
  }

  /** Returns {@code rate}, multiplied by {@code gamma} after each {@code every} steps. */
  static Schedule step(double rate, long every, double gamma) {
    Range.FINITE_POSITIVE.require("learningRate", rate);
    Require.positive("the number of steps between decays", every);
    Require.check(gamma > 0 && gamma <= 1, "the decay must be above 0 and at most 1", gamma);
    return step -> {
      long decays = step / every;
      return rate * StrictMath.pow(gamma, (double) decays);
    };
  }

  /**
   * Returns this schedule after a warm-up. Over the first {@code steps} steps the rate climbs in a
   * straight line from 0 to this schedule's first rate, which it reaches at step {@code steps};
   * from there this schedule runs from its own step 0. Keras and Hugging Face's transformers do the
   * same. For a schedule that ends with the training, subtract these steps from its total.
   */
  default Schedule withWarmup(long steps) {
    Range.FINITE_NOT_NEGATIVE.require("warmup", steps);
    return step ->
        step < steps ? learningRate(0) * ((double) step / steps) : learningRate(step - steps);
  }

  /** Returns half a cosine from {@code from} at progress 0 to {@code to} at progress 1. */
  private static double anneal(double from, double to, double progress) {
    return to + (from - to) / 2 * (StrictMath.cos(Math.PI * progress) + 1);
  }
}
