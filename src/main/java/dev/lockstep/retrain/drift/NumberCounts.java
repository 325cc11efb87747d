package dev.lockstep.retrain.drift;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.CsrMatrix;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Counts the values of some numbers of each example by slots. Counts are whole numbers, so they are
 * the same in every layout. Zeros are not visited one by one: what is not counted otherwise is
 * zero.
 */
record NumberCounts(Rows rows, Slots slots, int width)
    implements FlatMapFunction<Iterator<Shard>, long[]> {

  /** Adds an example's numbers that are not zero to a matrix, as a row. */
  @FunctionalInterface
  interface Rows extends Serializable {
    void append(Shard shard, int example, CsrMatrix to);
  }

  /** Tells where a value is counted. */
  interface Slots extends Serializable {
    int NONE = -1;

    /** Returns the number of slots. */
    int size();

    /** Returns the slot of a number's value; {@link #NONE} if it is not counted. */
    int of(int number, float value);
  }

  static long[] sum(long[] a, long[] b) {
    for (int slot = 0; slot < a.length; slot++) {
      a[slot] += b[slot];
    }
    return a;
  }

  @Override
  public Iterator<long[]> call(Iterator<Shard> shards) {
    long[] counts = new long[slots.size()];
    long[] nonZeros = new long[width];
    long examples = 0;
    CsrMatrix row = new CsrMatrix(width);
    while (shards.hasNext()) {
      Shard shard = shards.next();
      examples += shard.size();
      for (int example = 0; example < shard.size(); example++) {
        row.clear();
        rows.append(shard, example, row);
        count(row, counts, nonZeros);
      }
    }
    for (int number = 0; number < width; number++) {
      add(counts, slots.of(number, 0), examples - nonZeros[number]);
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
