package dev.lockstep.train.state;

import dev.lockstep.nn.Task;
import dev.lockstep.train.step.StepSum;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Sums over the steps of an epoch so far.
 *
 * @param lossSum of these examples
 * @param examples the number of examples
 * @param hits how many of them the network classified correctly; empty if a release that did not
 *     count began the epoch
 */
public record EpochSum(double lossSum, long examples, OptionalLong hits) {
  /** The sums of an epoch that begins. */
  public static final EpochSum NONE = new EpochSum(0, 0, OptionalLong.of(0));

  public EpochSum {
    if (!Double.isFinite(lossSum)) {
      throw new IllegalArgumentException("the epoch's loss is not finite: " + lossSum);
    }
    if (examples < 0) {
      throw new IllegalArgumentException("the epoch's examples are negative: " + examples);
    }
    if (hits.isPresent() && (hits.getAsLong() < 0 || hits.getAsLong() > examples)) {
      throw new IllegalArgumentException(
          "the epoch's hits are not from 0 to its examples: " + hits.getAsLong());
    }
  }

  /** Returns the sums after another averaging. */
  public EpochSum plus(StepSum sum) {
    return new EpochSum(
        lossSum + sum.lossSum(),
        examples + sum.examples(),
        hits.isPresent() ? OptionalLong.of(hits.getAsLong() + sum.hits()) : hits);
  }

  /** Returns the mean loss; NaN without examples. */
  public double meanLoss() {
    return lossSum / examples;
  }

  /** Returns the share of the hits, if they are known and the task has classes. */
  public OptionalDouble accuracy(Task task) {
    return task.hasClasses() && hits.isPresent() && examples > 0
        ? OptionalDouble.of((double) hits.getAsLong() / examples)
        : OptionalDouble.empty();
  }
}
