package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.TargetScaling;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/**
 * Fits the scaling of the numbers to predict to the training set. Sums are exact, so they depend
 * neither on the order of the examples nor on the shards. Examples' weights do not count here. T:
 * numbers of an example.
 */
public final class TargetFit {
  private TargetFit() {}

  /**
   * Returns the scaling: by mean and standard deviation; of counts by the mean alone, because their
   * logarithm is learned.
   *
   * @param train of numbers to predict, with one example at least
   */
  public static TargetScaling fit(DataSet train, LossFunction loss) {
    Sums sums = train.shards().map(Sums::of).reduce(Sums::plus);
    double[] means = sums.means();
    double[] reaches = sums.reaches(means);
    double[] divisors = loss.isOfCounts() ? means : deviations(train, means, reaches);
    List<Double> offsets = new ArrayList<>();
    List<Double> positive = new ArrayList<>();
    for (int t = 0; t < means.length; t++) {
      offsets.add(loss.isOfCounts() ? 0 : means[t]);
      positive.add(divisors[t] > 0 ? divisors[t] : 1);
    }
    return new TargetScaling(offsets, positive);
  }

  /** Returns the standard deviations, [T]. */
  private static double[] deviations(DataSet train, double[] means, double[] reaches) {
    BigDecimal[] squares = train.shards().map(new Squares(means, reaches)).reduce(TargetFit::added);
    BigDecimal count = BigDecimal.valueOf(train.count());
    double[] deviations = new double[means.length];
    for (int t = 0; t < means.length; t++) {
      double variance = squares[t].divide(count, MathContext.DECIMAL128).doubleValue();
      deviations[t] = reaches[t] * Math.sqrt(variance);
    }
    return deviations;
  }

  private static BigDecimal[] added(BigDecimal[] a, BigDecimal[] b) {
    BigDecimal[] sum = new BigDecimal[a.length];
    for (int t = 0; t < sum.length; t++) {
      sum[t] = a[t].add(b[t]);
    }
    return sum;
  }

  private static BigDecimal[] zeros(int count) {
    BigDecimal[] zeros = new BigDecimal[count];
    Arrays.fill(zeros, BigDecimal.ZERO);
    return zeros;
  }

  /** Count, sums and extremes of each number, [T]. */
  @SuppressWarnings("ArrayRecordComponent") // It is added up, never compared.
  private record Sums(long count, BigDecimal[] sums, double[] smallest, double[] largest)
      implements Serializable {
    static Sums of(Shard shard) {
      double[] values = new double[shard.targets()];
      BigDecimal[] sums = zeros(values.length);
      double[] smallest = new double[values.length];
      double[] largest = new double[values.length];
      Arrays.fill(smallest, Double.POSITIVE_INFINITY);
      Arrays.fill(largest, Double.NEGATIVE_INFINITY);
      for (int example = 0; example < shard.size(); example++) {
        shard.copyTargets(example, values, 0);
        for (int t = 0; t < values.length; t++) {
          sums[t] = sums[t].add(new BigDecimal(values[t]));
          smallest[t] = Math.min(smallest[t], values[t]);
          largest[t] = Math.max(largest[t], values[t]);
        }
      }
      return new Sums(shard.size(), sums, smallest, largest);
    }

    Sums plus(Sums other) {
      double[] min = smallest.clone();
      double[] max = largest.clone();
      for (int t = 0; t < min.length; t++) {
        min[t] = Math.min(min[t], other.smallest[t]);
        max[t] = Math.max(max[t], other.largest[t]);
      }
      return new Sums(count + other.count, added(sums, other.sums), min, max);
    }

    double[] means() {
      BigDecimal all = BigDecimal.valueOf(count);
      return Arrays.stream(sums)
          .mapToDouble(sum -> sum.divide(all, MathContext.DECIMAL128).doubleValue())
          .toArray();
    }

    /** Returns the largest distance of each number from its mean. */
    double[] reaches(double[] means) {
      double[] reaches = new double[means.length];
      for (int t = 0; t < means.length; t++) {
        reaches[t] = Math.max(largest[t] - means[t], means[t] - smallest[t]);
      }
      return reaches;
    }
  }

  /**
   * Sums the squares of the distances from the mean over a shard, in units of the largest distance,
   * so that no square overflows.
   */
  @SuppressWarnings("ArrayRecordComponent") // It is sent, never compared.
  private record Squares(double[] means, double[] reaches)
      implements Function<Shard, BigDecimal[]> {
    @Override
    public BigDecimal[] call(Shard shard) {
      double[] values = new double[means.length];
      BigDecimal[] sums = zeros(means.length);
      for (int example = 0; example < shard.size(); example++) {
        shard.copyTargets(example, values, 0);
        for (int t = 0; t < values.length; t++) {
          double distance = reaches[t] == 0 ? 0 : (values[t] - means[t]) / reaches[t];
          sums[t] = sums[t].add(new BigDecimal(distance * distance));
        }
      }
      return sums;
    }
  }
}
