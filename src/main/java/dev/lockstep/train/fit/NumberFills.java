package dev.lockstep.train.fit;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.exact.ExactDoubles;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scala.Tuple2;

/**
 * What stands for missing numbers: exact statistics of the numbers that are there, which depend on
 * no order. One value for each of some columns, C.
 *
 * @param train as read
 * @param columns their places, [C]
 * @param present the numbers in each of them, 1 or more, [C]
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record NumberFills(DataSet train, int[] columns, long[] present) {
  private static final int BYTES = Long.BYTES;
  private static final int DIGITS = 256;

  /** Returns the doubles nearest to the means, [C]. */
  double[] means() {
    int[] places = columns;
    ExactDoubles[] sums =
        train.shards().map(shard -> sums(shard, places)).treeReduce(NumberFills::added);
    double[] means = new double[columns.length];
    Arrays.setAll(means, i -> sums[i].dividedBy(present[i]));
    return means;
  }

  private static ExactDoubles[] sums(Shard shard, int[] columns) {
    ExactDoubles[] sums = new ExactDoubles[columns.length];
    Arrays.setAll(sums, i -> new ExactDoubles());
    forEach(shard, columns, (i, number) -> sums[i].add(number));
    return sums;
  }

  private static ExactDoubles[] added(ExactDoubles[] some, ExactDoubles[] more) {
    for (int i = 0; i < some.length; i++) {
      some[i].add(more[i]);
    }
    return some;
  }

  /**
   * Returns the medians, [C]: of an even count, the middle between the two. They are found as a
   * radix sort finds them, by one more byte of the numbers' bits in each pass.
   */
  double[] medians() {
    int[] places = columns;
    // Of each column, the first bytes of the lower and of the upper one of the middle.
    long[] bucket = new long[2 * columns.length];
    long[] below = new long[bucket.length];
    for (int pass = 0; pass < BYTES; pass++) {
      int at = pass;
      long[] buckets = bucket.clone();
      long[] counts =
          train
              .shards()
              .map(shard -> byByte(shard, places, buckets, at))
              .treeReduce(NumberFills::added);
      for (int i = 0; i < bucket.length; i++) {
        long rank = i % 2 == 0 ? (present[i / 2] + 1) / 2 : present[i / 2] / 2 + 1;
        int digit = 0;
        while (below[i] + counts[i * DIGITS + digit] < rank) {
          below[i] += counts[i * DIGITS + digit];
          digit++;
        }
        bucket[i] = bucket[i] << Byte.SIZE | digit;
      }
    }
    double[] medians = new double[columns.length];
    for (int i = 0; i < medians.length; i++) {
      double lower = number(bucket[2 * i]);
      double upper = number(bucket[2 * i + 1]);
      medians[i] = lower == upper ? lower : lower / 2 + upper / 2;
    }
    return medians;
  }

  /** Counts the numbers of each bucket by their next byte, [2 C x 256]. */
  private static long[] byByte(Shard shard, int[] columns, long[] buckets, int pass) {
    long[] counts = new long[buckets.length * DIGITS];
    int shift = Long.SIZE - Byte.SIZE * (pass + 1);
    forEach(
        shard,
        columns,
        (i, number) -> {
          long bits = sortable(number);
          long bucket = pass == 0 ? 0 : bits >>> (shift + Byte.SIZE);
          int digit = (int) (bits >>> shift) & (DIGITS - 1);
          for (int middle = 2 * i; middle < 2 * i + 2; middle++) {
            counts[middle * DIGITS + digit] += buckets[middle] == bucket ? 1 : 0;
          }
        });
    return counts;
  }

  private static long[] added(long[] some, long[] more) {
    for (int i = 0; i < some.length; i++) {
      some[i] += more[i];
    }
    return some;
  }

  /** Returns bits that, without a sign, are in the order of the numbers. */
  private static long sortable(double number) {
    long bits = Double.doubleToRawLongBits(number + 0.0); // -0 + 0 = 0
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }

  private static double number(long sortable) {
    return Double.longBitsToDouble(sortable < 0 ? sortable ^ Long.MIN_VALUE : ~sortable);
  }

  /** Returns the most frequent numbers, [C]; of several, the smallest. */
  double[] mostFrequent() {
    int[] places = columns;
    Map<Integer, Frequent> found =
        train
            .shards()
            .flatMapToPair(shard -> counts(shard, places).iterator())
            .reduceByKey(Long::sum)
            .mapToPair(
                count -> new Tuple2<>(count._1.column, new Frequent(count._1.number, count._2)))
            .reduceByKey(Frequent::better)
            .collectAsMap();
    double[] values = new double[columns.length];
    Arrays.setAll(values, i -> found.get(i).value);
    return values;
  }

  private static List<Tuple2<Cell, Long>> counts(Shard shard, int[] columns) {
    Map<Cell, Long> counts = new HashMap<>();
    forEach(shard, columns, (i, number) -> counts.merge(new Cell(i, number + 0.0), 1L, Long::sum));
    List<Tuple2<Cell, Long>> pairs = new ArrayList<>();
    counts.forEach((cell, count) -> pairs.add(new Tuple2<>(cell, count)));
    return pairs;
  }

  private record Cell(int column, double number) implements Serializable {}

  /** A number and how often it is there. */
  private record Frequent(double value, long count) implements Serializable {
    Frequent better(Frequent other) {
      boolean first = count > other.count || (count == other.count && value < other.value);
      return first ? this : other;
    }
  }

  private interface Numbers {
    void add(int column, double number);
  }

  /** Passes on every number that is not missing, with the place of its column among the C. */
  private static void forEach(Shard shard, int[] columns, Numbers to) {
    double[] x = new double[shard.features()];
    float[] floats = new float[x.length];
    for (int example = 0; example < shard.size(); example++) {
      shard.copyFeatures(example, x, floats);
      for (int i = 0; i < columns.length; i++) {
        if (!Double.isNaN(x[columns[i]])) {
          to.add(i, x[columns[i]]);
        }
      }
    }
  }
}
