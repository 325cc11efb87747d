package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.recipe.ScalingChoice;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * Fits the input scaling to the training set. Each shard is summed in its own order, in doubles,
 * and the shards in the order of their indices, so the numbers do not depend on where the shards
 * lie. Examples' weights do not count here.
 */
public final class ScalingFit {
  private static final float BYTE_RANGE = 255;

  /** Pixels reach it; counts, ages and grades between 0 and 100 do not. */
  private static final float HALF_OF_BYTE_RANGE = 127;

  private ScalingFit() {}

  /**
   * Returns the scaling for a training set.
   *
   * @param choice null for a division by 255 if all features are whole numbers from 0 to 255 and
   *     some are above 127, else for {@link ScalingChoice#STANDARDISE}
   */
  public static InputScaling fit(DataSet train, ScalingChoice choice) {
    ScalingChoice method = choice == null ? byDefault(train) : choice;
    return switch (method) {
      case NONE -> InputScaling.NONE;
      case DIVIDE -> InputScaling.BYTES;
      case STANDARDISE -> fit(train, Moments::standardise);
      case MIN_MAX -> fit(train, Moments::minMax);
    };
  }

  /**
   * Returns the difference of two scalings: the method, else the first feature whose numbers
   * differ; empty if they are equal.
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
    return Optional.of(wideDifference(recorded.wide(), here.wide(), names));
  }

  private static String wideDifference(
      List<WideFeature> recorded, List<WideFeature> here, List<String> names) {
    for (int n = 0; n < Math.max(recorded.size(), here.size()); n++) {
      Optional<WideFeature> before =
          n < recorded.size() ? Optional.of(recorded.get(n)) : Optional.empty();
      Optional<WideFeature> now = n < here.size() ? Optional.of(here.get(n)) : Optional.empty();
      if (!before.equals(now)) {
        int index = before.or(() -> now).orElseThrow().feature();
        return feature(index, names) + ": " + text(before) + " recorded, " + text(now) + " here";
      }
    }
    throw new IllegalStateException("scalings that differ in nothing");
  }

  private static String text(Optional<WideFeature> wide) {
    return wide.map(f -> "offset " + f.offset() + " and divisor " + f.divisor())
        .orElse("scaled as a float");
  }

  private static String feature(int index, List<String> names) {
    return "feature " + (index + 1) + (names.isEmpty() ? "" : " ('" + names.get(index) + "')");
  }

  private static ScalingChoice byDefault(DataSet train) {
    boolean bytes =
        train.statistics().holdsFloats()
            && train.statistics().smallest() >= 0
            && train.statistics().largest() > HALF_OF_BYTE_RANGE
            && train.statistics().largest() <= BYTE_RANGE
            && train.shards().map(Shard::holdsBytes).fold(true, Boolean::logicalAnd);
    return bytes ? ScalingChoice.DIVIDE : ScalingChoice.STANDARDISE;
  }

  private static InputScaling fit(DataSet train, Function<Moments, InputScaling> method) {
    FarFromZero far = FarFromZero.of(train);
    BitSet tiny = far.tiny();
    BitSet wide = far.wide();
    InputScaling scaling = method.apply(moments(train, wide, tiny));
    BitSet more = NearOffset.of(train, scaling);
    if (more.isEmpty()) {
      return scaling;
    }
    more.or(wide);
    return method.apply(moments(train, more, tiny));
  }

  private static Moments moments(DataSet train, BitSet wide, BitSet tiny) {
    List<Moments> byIndex =
        train.shards().map(shard -> Moments.of(shard, wide, tiny)).collect().stream()
            .sorted(Comparator.comparing(Moments::shard))
            .toList();
    Moments all = byIndex.get(0);
    for (Moments next : byIndex.subList(1, byIndex.size())) {
      all.add(next);
    }
    return all;
  }

  /**
   * The moments of each feature, [I]: mean, sum of squared distances from it, smallest and largest.
   */
  private static final class Moments implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Keeps the squares of tiny numbers, down to the smallest double, from becoming 0. */
    private static final double UP = 0x1p600;

    private final int shard;
    private long count;
    private final double[] mean;
    private final double[] squares;
    private final double[] smallest;
    private final double[] largest;

    /** Features taken as read; the others are taken as the nearest floats. */
    private final BitSet wide;

    /** Features of which {@link #UP} times the values are taken. */
    private final BitSet tiny;

    private Moments(int shard, int features, BitSet wide, BitSet tiny) {
      this.shard = shard;
      this.tiny = tiny;
      this.wide = wide;
      mean = new double[features];
      squares = new double[features];
      smallest = new double[features];
      largest = new double[features];
    }

    int shard() {
      return shard;
    }

    /** Computes the moments by Welford's method: one pass, and no difference of large sums. */
    static Moments of(Shard shard, BitSet wide, BitSet tiny) {
      double[] x = new double[shard.features()];
      float[] nearest = new float[x.length];
      Moments moments = new Moments(shard.index(), x.length, wide, tiny);
      for (int example = 0; example < shard.size(); example++) {
        shard.copyFeatures(example, x, nearest);
        for (int i = wide.nextClearBit(0); i < x.length; i = wide.nextClearBit(i + 1)) {
          x[i] = nearest[i];
        }
        for (int i = tiny.nextSetBit(0); i >= 0; i = tiny.nextSetBit(i + 1)) {
          x[i] *= UP;
        }
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

    /** Adds moments by Chan's method. */
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
        divisors[i] = divisor(i, deviation(i));
      }
      return scaling(InputScaling.Method.STANDARDISE, offsets, divisors, mean, this::deviation);
    }

    private double deviation(int feature) {
      return Math.sqrt(squares[feature] / count);
    }

    private double range(int feature) {
      return largest[feature] - smallest[feature];
    }

    InputScaling minMax() {
      float[] offsets = new float[mean.length];
      float[] divisors = new float[mean.length];
      for (int i = 0; i < mean.length; i++) {
        offsets[i] = (float) smallest[i];
        divisors[i] = divisor(i, range(i));
      }
      return scaling(InputScaling.Method.MIN_MAX, offsets, divisors, smallest, this::range);
    }

    private InputScaling scaling(
        InputScaling.Method method,
        float[] offsets,
        float[] divisors,
        double[] wideOffsets,
        IntToDoubleFunction spread) {
      List<WideFeature> features = new ArrayList<>();
      for (int i = wide.nextSetBit(0); i >= 0; i = wide.nextSetBit(i + 1)) {
        double down = tiny.get(i) ? 1 / UP : 1;
        double divisor = Math.max(Double.MIN_VALUE, down * spread.applyAsDouble(i));
        features.add(
            new WideFeature(i, down * wideOffsets[i], smallest[i] == largest[i] ? 1 : divisor));
        offsets[i] = 0;
        divisors[i] = 1;
      }
      return InputScaling.perFeature(method, offsets, divisors, features);
    }

    /** Returns a feature's divisor; 1 for a feature that never changes. */
    private float divisor(int feature, double spread) {
      float divisor = (float) Math.min(spread, Float.MAX_VALUE);
      return smallest[feature] == largest[feature] || divisor == 0 ? 1 : divisor;
    }
  }
}
