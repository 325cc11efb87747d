package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.recipe.ScalingChoice;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A feature whose different numbers became equal floats, so that the network cannot tell them
 * apart.
 *
 * @param feature its place, from 0
 * @param numbers the different numbers in the training set
 * @param floats the different floats that the network sees
 * @param apart true if no scaling helps, because the numbers lie too far apart
 */
public record FloatCollapse(int feature, long numbers, long floats, boolean apart) {
  /**
   * In any column of real numbers a smaller share falls to a float's last digit, which does no
   * harm.
   */
  private static final int ONE_IN = 1_000;

  private static final int SAMPLE = 16_384;
  private static final int SAMPLE_NUMBERS = 4_000_000;

  /**
   * Returns the features that lose more than one number in a thousand. It counts all examples only
   * for features that lose some among the first.
   *
   * @param train as read
   */
  public static List<FloatCollapse> find(DataSet train, InputScaling scaling) {
    if (train.statistics().holdsFloats()) {
      return List.of();
    }
    BitSet inexact = new BitSet();
    train.shards().map(Shard::inexactFeatures).collect().forEach(inexact::or);
    int[] features = inexact.stream().toArray();
    List<Integer> suspects =
        train
            .shards()
            .coalesce(1)
            .mapPartitions(shards -> suspects(shards, features, scaling).iterator())
            .collect();
    if (suspects.isEmpty()) {
      return List.of();
    }
    BitSet helped = helped(train, scaling);
    List<FloatCollapse> found = new ArrayList<>();
    for (int feature : suspects) {
      long numbers = numbers(train, scaling, feature);
      long floats = floats(train, scaling, feature);
      found.add(new FloatCollapse(feature, numbers, floats, !helped.get(feature)));
    }
    return found;
  }

  /** Returns the features that standardising would scale in doubles, and this scaling does not. */
  private static BitSet helped(DataSet train, InputScaling scaling) {
    BitSet helped = new BitSet();
    if (scaling.method() != InputScaling.Method.STANDARDISE) {
      ScalingFit.fit(train, ScalingChoice.STANDARDISE)
          .wide()
          .forEach(wide -> helped.set(wide.feature()));
      scaling.wide().forEach(wide -> helped.clear(wide.feature()));
    }
    return helped;
  }

  /** Returns true if more than one number in a thousand is lost, over all examples. */
  static boolean isCollapsed(DataSet train, InputScaling scaling, int feature) {
    return isCollapsed(numbers(train, scaling, feature), floats(train, scaling, feature));
  }

  private static long numbers(DataSet train, InputScaling scaling, int feature) {
    return different(train, scaling, row -> row.numbers[feature]);
  }

  private static long floats(DataSet train, InputScaling scaling, int feature) {
    return different(train, scaling, row -> row.floats[feature]);
  }

  /**
   * Returns a line that describes it.
   *
   * @param names of the features; empty where they have none
   * @param standardise the user's way to ask for standardising
   */
  public String text(List<String> names, String standardise) {
    String column =
        names.isEmpty() ? "feature " + (feature + 1) : "column '" + names.get(feature) + "'";
    String advice =
        apart
            ? "the others are too far away from them; split the column beforehand"
            : standardise + " scales them as doubles";
    return String.format(
        Locale.ROOT,
        "%s: %,d different numbers become %,d different floats, which training cannot tell apart; %s",
        column,
        numbers,
        floats,
        advice);
  }

  private static long different(DataSet train, InputScaling scaling, RowValue value) {
    return train
        .shards()
        .flatMap(
            shard -> {
              double[] values = new double[shard.size()];
              Iterator<Row> rows = rows(shard, scaling);
              Arrays.setAll(values, example -> value.applyAsDouble(rows.next()) + 0.0);
              return Arrays.stream(values).iterator();
            })
        .distinct()
        .count();
  }

  /** Returns the features that lose more than this share among the first examples. */
  private static List<Integer> suspects(
      Iterator<Shard> shards, int[] features, InputScaling scaling) {
    int most = Math.min(SAMPLE, Math.max(1, SAMPLE_NUMBERS / features.length));
    double[][] numbers = new double[features.length][most];
    double[][] floats = new double[features.length][most];
    int examples = 0;
    while (shards.hasNext() && examples < most) {
      Iterator<Row> rows = rows(shards.next(), scaling);
      for (; rows.hasNext() && examples < most; examples++) {
        Row row = rows.next();
        for (int n = 0; n < features.length; n++) {
          numbers[n][examples] = row.numbers[features[n]];
          floats[n][examples] = row.floats[features[n]];
        }
      }
    }
    int count = examples;
    return IntStream.range(0, features.length)
        .filter(n -> isCollapsed(different(numbers[n], count), different(floats[n], count)))
        .mapToObj(n -> features[n])
        .toList();
  }

  private static boolean isCollapsed(long numbers, long floats) {
    return (numbers - floats) * ONE_IN > numbers;
  }

  /** Counts the different values among the first {@code count}, which are sorted. */
  private static int different(double[] values, int count) {
    Arrays.sort(values, 0, count);
    int different = Math.min(1, count);
    for (int i = 1; i < count; i++) {
      different += values[i] == values[i - 1] ? 0 : 1;
    }
    return different;
  }

  /**
   * A feature's values in an example, as read and as narrowed; the next example overwrites them.
   */
  @SuppressWarnings("ArrayRecordComponent") // A buffer; it is never compared.
  private record Row(double[] numbers, float[] floats) {}

  private interface RowValue extends ToDoubleFunction<Row>, Serializable {}

  private static Iterator<Row> rows(Shard shard, InputScaling scaling) {
    int features = shard.features();
    Row row = new Row(new double[features], new float[features]);
    return IntStream.range(0, shard.size())
        .mapToObj(
            example -> {
              shard.copyFeatures(example, row.numbers, row.floats);
              scaling.narrow(row.numbers, 1, features, row.floats);
              return row;
            })
        .iterator();
  }
}
