package dev.lockstep.train;

import dev.lockstep.data.DataSet;
import dev.lockstep.data.Shard;
import dev.lockstep.nn.InputScaling;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Input scaling that follows from the training set. Each shard is summed in its own order, in
 * doubles, and the shards in the order of their indices: so the numbers are the same wherever the
 * shards lie. Examples' weights do not count here.
 */
public final class ScalingFit {
  private static final float BYTE_RANGE = 255;

  /** What may be asked for. */
  public enum Choice {
    NONE,
    DIVIDE,
    STANDARDISE,
    MIN_MAX;

    /** The one that gives scalings of a method. */
    public static Choice of(InputScaling.Method method) {
      return valueOf(method.name());
    }

    /** As on the command line. */
    @Override
    public String toString() {
      return this == DIVIDE ? "/255" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private ScalingFit() {}

  /**
   * The scaling for a training set.
   *
   * @param choice null for a division by 255 where all features are whole numbers from 0 to 255 and
   *     some are above 1, else for {@link Choice#STANDARDISE}
   */
  public static InputScaling fit(DataSet train, Choice choice) {
    Choice method = choice == null ? byDefault(train) : choice;
    return switch (method) {
      case NONE -> InputScaling.NONE;
      case DIVIDE -> InputScaling.BYTES;
      case STANDARDISE -> moments(train).standardise();
      case MIN_MAX -> moments(train).minMax();
    };
  }

  /**
   * Where two scalings differ: the method, else the first feature whose numbers do; empty if they
   * are equal.
   *
   * @param names of the features; empty where they have none
   */
  public static Optional<String> difference(
      InputScaling recorded, InputScaling here, List<String> names) {
    if (recorded.equals(here)) {
      return Optional.empty();
    }
    float[][] before = {recorded.offsets(), recorded.divisors()};
    float[][] now = {here.offsets(), here.divisors()};
    if (recorded.method() != here.method() || before[0].length != now[0].length) {
      return Optional.of(recorded + " recorded, " + here + " here");
    }
    for (int i = 0; i < before[0].length; i++) {
      for (int kind = 0; kind < 2; kind++) {
        if (Float.compare(before[kind][i], now[kind][i]) != 0) {
          return Optional.of(
              (recorded.isUniform() ? "" : feature(i, names) + ": ")
                  + (kind == 0 ? "offset " : "divisor ")
                  + (before[kind][i] + " recorded, " + now[kind][i] + " here"));
        }
      }
    }
    throw new IllegalStateException("scalings that differ in nothing");
  }

  private static String feature(int index, List<String> names) {
    return "feature " + (index + 1) + (names.isEmpty() ? "" : " ('" + names.get(index) + "')");
  }

  private static Choice byDefault(DataSet train) {
    boolean bytes =
        train.statistics().smallest() >= 0
            && train.statistics().largest() > 1
            && train.statistics().largest() <= BYTE_RANGE
            && train.shards().map(Shard::holdsBytes).fold(true, Boolean::logicalAnd);
    return bytes ? Choice.DIVIDE : Choice.STANDARDISE;
  }

  private static Moments moments(DataSet train) {
    List<Moments> byIndex =
        train.shards().map(Moments::of).collect().stream()
            .sorted(Comparator.comparing(Moments::shard))
            .toList();
    Moments all = byIndex.get(0);
    for (Moments next : byIndex.subList(1, byIndex.size())) {
      all.add(next);
    }
    return all;
  }

  /** Of each feature, [I]: mean, sum of squared distances from it, smallest and largest. */
  private static final class Moments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int shard;
    private long count;
    private final double[] mean;
    private final double[] squares;
    private final float[] smallest;
    private final float[] largest;

    private Moments(int shard, int features) {
      this.shard = shard;
      mean = new double[features];
      squares = new double[features];
      smallest = new float[features];
      largest = new float[features];
    }

    int shard() {
      return shard;
    }

    /** Welford's: one pass, and no difference of large sums. */
    static Moments of(Shard shard) {
      float[] x = new float[shard.features()];
      Moments moments = new Moments(shard.index(), x.length);
      for (int example = 0; example < shard.size(); example++) {
        shard.copyFeatures(example, x, 0);
        moments.count++;
        for (int i = 0; i < x.length; i++) {
          double delta = x[i] - moments.mean[i];
          moments.mean[i] += delta / moments.count;
          moments.squares[i] += delta * (x[i] - moments.mean[i]);
          moments.smallest[i] = example == 0 ? x[i] : Math.min(moments.smallest[i], x[i]);
          moments.largest[i] = example == 0 ? x[i] : Math.max(moments.largest[i], x[i]);
        }
      }
      return moments;
    }

    /** Chan's. */
    void add(Moments other) {
      double all = (double) count + other.count;
      for (int i = 0; i < mean.length; i++) {
        double delta = other.mean[i] - mean[i];
        mean[i] += delta * (other.count / all);
        squares[i] += other.squares[i] + delta * delta * (count * (other.count / all));
        smallest[i] = Math.min(smallest[i], other.smallest[i]);
        largest[i] = Math.max(largest[i], other.largest[i]);
      }
      count += other.count;
    }

    InputScaling standardise() {
      float[] offsets = new float[mean.length];
      float[] divisors = new float[mean.length];
      for (int i = 0; i < mean.length; i++) {
        offsets[i] = (float) mean[i];
        divisors[i] = divisor(i, Math.sqrt(squares[i] / count));
      }
      return InputScaling.perFeature(InputScaling.Method.STANDARDISE, offsets, divisors);
    }

    InputScaling minMax() {
      float[] divisors = new float[mean.length];
      for (int i = 0; i < mean.length; i++) {
        divisors[i] = divisor(i, (double) largest[i] - smallest[i]);
      }
      return InputScaling.perFeature(InputScaling.Method.MIN_MAX, smallest, divisors);
    }

    /** A feature that never changes stays what its offset leaves of it. */
    private float divisor(int feature, double spread) {
      float divisor = (float) Math.min(spread, Float.MAX_VALUE);
      return smallest[feature] == largest[feature] || divisor == 0 ? 1 : divisor;
    }
  }
}
