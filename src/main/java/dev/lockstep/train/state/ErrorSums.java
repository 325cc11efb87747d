package dev.lockstep.train.state;

import dev.lockstep.report.ValueEvaluation.Target;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Sums of the errors of one number that is predicted. A shard's are summed in doubles, in its
 * order; the shards' exactly, so that their order does not matter.
 */
final class ErrorSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int SQUARES = 0;
  private static final int SIZES = 1;
  private static final int TARGETS = 2;
  private static final int TARGET_SQUARES = 3;
  private static final int DEVIANCES = 4;
  private static final int SUMS = 5;

  /** Near the targets' mean, and taken from each, so that squares lose no digits. */
  private final double offset;

  private final double[] ofShard = new double[SUMS];
  private final BigDecimal[] sums = new BigDecimal[SUMS];
  private final boolean[] finite = new boolean[SUMS];
  private long count;
  private long covered;

  ErrorSums(double offset) {
    this.offset = offset;
    Arrays.fill(sums, BigDecimal.ZERO);
    Arrays.fill(finite, true);
  }

  void add(double predicted, double target, boolean isCount) {
    double error = predicted - target;
    double shifted = target - offset;
    count++;
    covered += target <= predicted ? 1 : 0;
    ofShard[SQUARES] += error * error;
    ofShard[SIZES] += Math.abs(error);
    ofShard[TARGETS] += shifted;
    ofShard[TARGET_SQUARES] += shifted * shifted;
    if (isCount) {
      double ofLogs = target == 0 ? 0 : target * StrictMath.log(target / predicted);
      ofShard[DEVIANCES] += 2 * (ofLogs - (target - predicted));
    }
  }

  /** Ends a shard. */
  void endShard() {
    for (int s = 0; s < SUMS; s++) {
      finite[s] &= Double.isFinite(ofShard[s]);
      if (finite[s]) {
        sums[s] = sums[s].add(new BigDecimal(ofShard[s]));
      }
    }
    Arrays.fill(ofShard, 0);
  }

  void merge(ErrorSums other) {
    for (int s = 0; s < SUMS; s++) {
      sums[s] = sums[s].add(other.sums[s]);
      finite[s] &= other.finite[s];
    }
    count += other.count;
    covered += other.covered;
  }

  Target measures(boolean isCount) {
    return new Target(
        count,
        get(SQUARES),
        get(SIZES),
        variation(),
        isCount ? get(DEVIANCES) : Double.NaN,
        covered);
  }

  private double get(int sum) {
    return finite[sum] ? sums[sum].doubleValue() : Double.NaN;
  }

  private double variation() {
    if (!finite[TARGETS] || !finite[TARGET_SQUARES] || count == 0) {
      return Double.NaN;
    }
    BigDecimal ofMean =
        sums[TARGETS]
            .multiply(sums[TARGETS])
            .divide(BigDecimal.valueOf(count), MathContext.DECIMAL128);
    return Math.max(0, sums[TARGET_SQUARES].subtract(ofMean).doubleValue());
  }
}
