package dev.lockstep.retrain;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.CsrMatrix;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Counts the values of features by slots. Counts are whole numbers, so they are the same in every
 * layout. Zeros are not visited one by one: what is not counted otherwise is zero.
 */
record FeatureCounts(Slots slots, int features)
    implements FlatMapFunction<Iterator<Shard>, long[]> {

  /** Tells where a value is counted. */
  interface Slots extends Serializable {
    int NONE = -1;

    /** Returns the number of slots. */
    int size();

    /** Returns the slot of a feature's value; {@link #NONE} if it is not counted. */
    int of(int feature, float value);
  }

  /** Returns the number of values in each slot. */
  static long[] of(DataSet data, Slots slots) {
    return data.shards()
        .mapPartitions(new FeatureCounts(slots, data.features()))
        .treeReduce(FeatureCounts::sum);
  }

  private static long[] sum(long[] a, long[] b) {
    for (int slot = 0; slot < a.length; slot++) {
      a[slot] += b[slot];
    }
    return a;
  }

  @Override
  public Iterator<long[]> call(Iterator<Shard> shards) {
    long[] counts = new long[slots.size()];
    long[] nonZeros = new long[features];
    long examples = 0;
    CsrMatrix row = new CsrMatrix(features);
    while (shards.hasNext()) {
      Shard shard = shards.next();
      examples += shard.size();
      for (int example = 0; example < shard.size(); example++) {
        row.clear();
        shard.appendFeatures(example, row);
        count(row, counts, nonZeros);
      }
    }
    for (int feature = 0; feature < features; feature++) {
      add(counts, slots.of(feature, 0), examples - nonZeros[feature]);
    }
    return List.of(counts).iterator();
  }

  private void count(CsrMatrix row, long[] counts, long[] nonZeros) {
    int[] index = row.indices();
    float[] value = row.values();
    int entries = row.entries();
    for (int entry = 0; entry < entries; entry++) {
      nonZeros[index[entry]]++;
      add(counts, slots.of(index[entry], value[entry]), 1);
    }
  }

  private static void add(long[] counts, int slot, long more) {
    if (slot != Slots.NONE) {
      counts[slot] += more;
    }
  }
}
