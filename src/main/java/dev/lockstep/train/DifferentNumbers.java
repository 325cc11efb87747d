package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.InputScaling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Counts a feature's different numbers, as they were read and as the floats of a network. */
final class DifferentNumbers {
  /**
   * In any column of real numbers a smaller share falls to a float's last digit, which does no
   * harm.
   */
  private static final int ONE_IN = 1_000;

  private static final int SAMPLE = 16_384;
  private static final int SAMPLE_NUMBERS = 4_000_000;

  private DifferentNumbers() {}

  /** Returns the features that lose more than one number in a thousand among the first examples. */
  static List<Integer> suspects(DataSet train, InputScaling scaling) {
    BitSet inexact = new BitSet();
    train.shards().map(Shard::inexactFeatures).collect().forEach(inexact::or);
    int[] features = inexact.stream().toArray();
    return train
        .shards()
        .coalesce(1)
        .mapPartitions(shards -> suspects(shards, features, scaling).iterator())
        .collect();
  }

  /** Returns true if more than one number in a thousand is lost, over all examples. */
  static boolean isCollapsed(DataSet train, InputScaling scaling, int feature) {
    return isCollapsed(asRead(train, scaling, feature), asFloats(train, scaling, feature));
  }

  /** Returns how many different numbers a feature has in the training set. */
  static long asRead(DataSet train, InputScaling scaling, int feature) {
    return different(train, scaling, row -> row.numbers[feature]);
  }

  /** Returns how many different floats the network sees of a feature. */
  static long asFloats(DataSet train, InputScaling scaling, int feature) {
    return different(train, scaling, row -> row.floats[feature]);
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
              scaling.narrow(row.numbers, 0, 1, features, row.floats);
              return row;
            })
        .iterator();
  }
}
