package dev.lockstep.train.state;

import dev.lockstep.train.step.StepSum;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What an epoch's steps so far say of their examples.
 *
 * @param lossSum of these examples
 * @param examples how many they are
 * @param hits how many of them the network had right; empty where the epoch was begun by a release
 *     that did not count
 */
public record EpochSum(double lossSum, long examples, OptionalLong hits) {
  /** Of an epoch that begins. */
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

  /** After another averaging. */
  public EpochSum plus(StepSum sum) {
    return new EpochSum(
        lossSum + sum.lossSum(),
        examples + sum.examples(),
        hits.isPresent() ? OptionalLong.of(hits.getAsLong() + sum.hits()) : hits);
  }

  /** NaN where there are no examples. */
  public double meanLoss() {
    return lossSum / examples;
  }

  /** The share of the hits, where they are known. */
  public OptionalDouble accuracy() {
    return hits.isPresent() && examples > 0
        ? OptionalDouble.of((double) hits.getAsLong() / examples)
        : OptionalDouble.empty();
  }
}
