package dev.lockstep.train.state;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.model.Model;
import dev.lockstep.train.step.Batch;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The area under the curve of true against false positives: the share of pairs of an example of
 * either class in which that of the second class has the larger output, where equal outputs count
 * half. Pairs are counted in whole numbers over sorted outputs.
 */
public final class AreaUnderCurve {
  private AreaUnderCurve() {}

  /**
   * Returns the area of a model with two classes; empty without examples of both.
   *
   * @param data narrowed for the model
   */
  public static OptionalDouble of(JavaSparkContext spark, DataSet data, Model model) {
    if (model.network().classes() != 2) {
      throw new IllegalArgumentException("an area under the curve is one of two classes");
    }
    Broadcast<Model> broadcast = spark.broadcast(model);
    JavaRDD<Long> keys =
        data.shards().flatMap(new Keys(broadcast)).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return area(
          keys.sortBy(key -> key >> 1, true, data.partitions())
              .mapPartitions(sorted -> List.of(Pairs.of(sorted)).iterator())
              .collect());
    } finally {
      keys.unpersist(false);
      broadcast.destroy();
    }
  }

  /** Returns the area from parts of the sorted outputs, in ascending order. */
  static OptionalDouble area(List<Pairs> parts) {
    BigInteger twice = BigInteger.ZERO;
    BigInteger negatives = BigInteger.ZERO;
    BigInteger positives = BigInteger.ZERO;
    for (Pairs part : parts) {
      BigInteger below = negatives.multiply(BigInteger.valueOf(2 * part.positives));
      twice = twice.add(part.twiceOrdered).add(below);
      negatives = negatives.add(BigInteger.valueOf(part.negatives));
      positives = positives.add(BigInteger.valueOf(part.positives));
    }
    BigInteger all = negatives.multiply(positives).shiftLeft(1);
    return all.signum() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            new BigDecimal(twice).divide(new BigDecimal(all), MathContext.DECIMAL64).doubleValue());
  }

  /**
   * Counts of a part of the sorted outputs.
   *
   * @param twiceOrdered twice the number of pairs in the right order, where equal outputs count
   *     half
   */
  record Pairs(long negatives, long positives, BigInteger twiceOrdered) implements Serializable {

    /** Counts keys that ascend but for their last bits. */
    static Pairs of(Iterator<Long> sorted) {
      long negatives = 0;
      long positives = 0;
      BigInteger twice = BigInteger.ZERO;
      long[] equal = new long[2];
      long output = Long.MIN_VALUE;
      while (sorted.hasNext()) {
        long key = sorted.next();
        if (key >> 1 != output) {
          twice = twice.add(twice(negatives, equal));
          negatives += equal[0];
          positives += equal[1];
          Arrays.fill(equal, 0);
          output = key >> 1;
        }
        equal[(int) (key & 1)]++;
      }
      return new Pairs(
          negatives + equal[0], positives + equal[1], twice.add(twice(negatives, equal)));
    }

    private static BigInteger twice(long below, long[] equal) {
      return BigInteger.valueOf(2 * below + equal[0]).multiply(BigInteger.valueOf(equal[1]));
    }
  }

  /** Returns a number with the order of the floats, and the class as its last bit. */
  static long key(float output, int label) {
    int bits = Float.floatToIntBits(output + 0f); // -0 + 0 = 0
    int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ascending << 1) | label;
  }

  private record Keys(Broadcast<Model> model) implements FlatMapFunction<Shard, Long> {
    @Override
    public Iterator<Long> call(Shard shard) {
      Model scorer = model.value();
      Batch batch = Batch.of(scorer.network());
      int[] order = IntStream.range(0, shard.size()).toArray();
      long[] keys = new long[order.length];
      int outputs = scorer.network().outputs();
      for (int from = 0; from < order.length; from += Batch.CAPACITY) {
        int count = batch.load(shard, order, from, order.length, scorer.scaling());
        float[] values = batch.logits(scorer.parameters(), count);
        batch.mlp.lossSum(values, batch.labels, count); // They become outputs.
        for (int b = 0; b < count; b++) {
          keys[from + b] = key(values[(b + 1) * outputs - 1], batch.labels[b]);
        }
      }
      return LongStream.of(keys).iterator();
    }
  }
}
