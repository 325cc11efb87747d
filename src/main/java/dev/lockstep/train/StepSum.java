package dev.lockstep.train;

import java.io.Serializable;

/**
 * What a step's shards add up to. The time that it took is the one part that is not exact, and
 * decides nothing.
 */
final class StepSum implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Losses are rounded to the millionth; so a sum of them may reach 10^12. */
  private static final int LOSS_EXPONENT = 20;

  final ExactSum gradient;
  final ExactSum loss = new ExactSum(LOSS_EXPONENT);
  long examples;

  /** Of the partition that computed longest. */
  long computeNanos;

  StepSum(int exponent) {
    gradient = new ExactSum(exponent);
  }

  /** Adds what another shard of the same partition found. */
  void add(float[] gradientSum, double lossSum, long count, long nanos) {
    gradient.add(gradientSum);
    loss.add(lossSum);
    examples += count;
    computeNanos += nanos;
  }

  /** Adds other partitions' sum. */
  StepSum merge(StepSum other) {
    gradient.add(other.gradient);
    loss.add(other.loss);
    examples += other.examples;
    computeNanos = Math.max(computeNanos, other.computeNanos);
    return this;
  }

  boolean isFinite() {
    return gradient.isFinite() && loss.isFinite() && !loss.overflowed();
  }

  double meanLoss() {
    return loss.get(0) / examples;
  }
}
