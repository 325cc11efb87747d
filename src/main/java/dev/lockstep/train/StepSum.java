package dev.lockstep.train;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What the shards' work adds up to. The time that it took is the one part that is not exact, and
 * decides nothing.
 */
final class StepSum implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Losses are rounded to the millionth; so a sum of them may reach 10^12. */
  private static final int LOSS_EXPONENT = 20;

  private final ExactSum[] sums;
  private final ExactSum loss = new ExactSum(LOSS_EXPONENT);
  private long examples;

  /** Of the partition that computed longest. */
  private long computeNanos;

  StepSum(int[] exponents) {
    sums = Arrays.stream(exponents).mapToObj(ExactSum::new).toArray(ExactSum[]::new);
  }

  /** Adds to one of the sums. */
  void add(int sum, float[] addend) {
    sums[sum].add(addend);
  }

  /** Adds what else a shard has to say. */
  void addCounts(double shardLossSum, long shardExamples) {
    loss.add(shardLossSum);
    examples += shardExamples;
  }

  /** Adds the time of another shard in the same partition. */
  void addNanos(long nanos) {
    computeNanos += nanos;
  }

  /** Adds other partitions' sum. */
  StepSum merge(StepSum other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i].add(other.sums[i]);
    }
    loss.add(other.loss);
    examples += other.examples;
    computeNanos = Math.max(computeNanos, other.computeNanos);
    return this;
  }

  /** One of the sums divided by the examples counted. */
  float[] mean(int sum) {
    return sums[sum].dividedBy(examples);
  }

  boolean isFinite() {
    return Arrays.stream(sums).allMatch(ExactSum::isFinite)
        && loss.isFinite()
        && !loss.overflowed();
  }

  /** Whether the exponents served. */
  boolean isPrecise() {
    return Arrays.stream(sums).noneMatch(sum -> sum.overflowed() || sum.tooCoarse());
  }

  /** The exponents for the next sums. */
  int[] betterExponents(Averaging averaging) {
    int[] exponents = new int[sums.length];
    for (int i = 0; i < sums.length; i++) {
      exponents[i] = sums[i].betterExponent(averaging.precisionBits(i));
    }
    return exponents;
  }

  double lossSum() {
    return loss.get(0);
  }

  long examples() {
    return examples;
  }

  long computeNanos() {
    return computeNanos;
  }
}
