package dev.lockstep.data.shard;

import dev.lockstep.data.ExampleId;
import dev.lockstep.data.shard.exact.ExactValues;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The places of examples in blocks, in the order of the examples' ids. No object for each example:
 * a shard has tens of thousands of them.
 */
final class PlacesById {
  private static final long UPPER_HALF = 0xffff_ffff_0000_0000L;

  private final ShardBlock[] blocks;

  /**
   * The number of an example's block, and its row there, in the order in which blocks have them.
   */
  private final int[] block;

  private final int[] row;

  /** The examples' numbers in that order, in the order of the ids. */
  private final int[] order;

  PlacesById(List<ShardBlock> blocks) {
    this.blocks = blocks.toArray(ShardBlock[]::new);
    int count = blocks.stream().mapToInt(ShardBlock::count).sum();
    block = new int[count];
    row = new int[count];
    int n = 0;
    for (int b = 0; b < this.blocks.length; b++) {
      for (int r = 0; r < this.blocks[b].count(); r++, n++) {
        block[n] = b;
        row[n] = r;
      }
    }
    order = order();
  }

  /** Returns the number of places. */
  int count() {
    return order.length;
  }

  /** Returns the block of the example at a place. */
  ShardBlock block(int place) {
    return blocks[block[order[place]]];
  }

  /** Returns its row in the block. */
  int row(int place) {
    return row[order[place]];
  }

  private int[] order() {
    long[] keys = new long[block.length];
    for (int n = 0; n < keys.length; n++) {
      // The id's first half stands above, so that few examples are alike; signed order is unsigned.
      keys[n] = ((blocks[block[n]].idHigh(row[n]) ^ Long.MIN_VALUE) & UPPER_HALF) | n;
    }
    Arrays.sort(keys);
    int[] sorted = new int[keys.length];
    for (int from = 0; from < keys.length; ) {
      int to = from;
      do {
        sorted[to] = (int) keys[to];
        to++;
      } while (to < keys.length && ((keys[to] ^ keys[from]) & UPPER_HALF) == 0);
      if (to - from > 1) {
        sort(sorted, from, to);
      }
      from = to;
    }
    return sorted;
  }

  private void sort(int[] examples, int from, int to) {
    int[] some =
        Arrays.stream(examples, from, to)
            .boxed()
            .sorted(Comparator.comparing(this::id).thenComparing(this::compareExact))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(some, 0, examples, from, some.length);
  }

  private ExampleId id(int n) {
    return blocks[block[n]].id(row[n]);
  }

  /**
   * Compares exact features: a decimal number and the float that stands for it may have equal ids.
   */
  private int compareExact(int n, int other) {
    if (blocks[block[n]].exact() == null && blocks[block[other]].exact() == null) {
      return 0;
    }
    return ExactValues.compare(exact(n), exact(other));
  }

  private double[] exact(int n) {
    int features = blocks[block[n]].stored().features();
    double[] x = new double[features];
    blocks[block[n]].copyExact(row[n], x, new float[features]);
    return x;
  }
}
