package dev.lockstep.data;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.CompressedRows;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The unit of computation: the examples whose ids fall to it, in the order of their ids, in
 * primitive arrays. Which examples these are follows from the data, the seed and the number of
 * shards alone.
 */
public final class Shard implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final long[] idHigh;
  private final long[] idLow;
  private final int[] labels;

  /** Null where all are 1. */
  private final float[] weights;

  private final StoredRows rows;

  /**
   * The order that was asked for last: a memo of a pure function, so it does not travel with the
   * shard.
   */
  private transient volatile EpochOrder lastOrder;

  private record EpochOrder(long seed, int epoch, int[] examples) {}

  Shard(int index, long[] idHigh, long[] idLow, int[] labels, float[] weights, StoredRows rows) {
    this.index = index;
    this.idHigh = idHigh;
    this.idLow = idLow;
    this.labels = labels;
    this.weights = weights;
    this.rows = rows;
  }

  /** A shard of some examples that belong to no data set. */
  public static Shard of(int features, List<Example> examples) {
    ShardBlock block = new ShardBlock(features);
    for (Example example : examples) {
      block.add(ExampleId.of(example), example);
    }
    return ShardBlock.toShard(0, features, List.of(block));
  }

  /** Which of the shards an example belongs to. */
  static int indexOf(ExampleId id, AddressedRandom random, int shards) {
    long bits = random.bits(id.high() ^ id.low());
    return (int) Math.multiplyHigh(bits >>> 1, 2L * shards);
  }

  public int index() {
    return index;
  }

  public int size() {
    return labels.length;
  }

  public int label(int example) {
    return labels[example];
  }

  /** Whether some of its examples have another weight than 1. */
  public boolean isWeighted() {
    return weights != null;
  }

  public float weight(int example) {
    return weights == null ? 1 : weights[example];
  }

  /** What addresses an example's random numbers: a hash of its content. */
  public long address(int example) {
    return idHigh[example] ^ idLow[example];
  }

  /** Writes an example's features, as read, to {@code x[offset]} and on. */
  public void copyFeatures(int example, float[] x, int offset) {
    rows.copyTo(example, x, offset);
  }

  /**
   * Whether most of its features are zeros and left out, so that {@link #appendFeatures} serves; it
   * follows from the features, and shows in no result.
   */
  public boolean isCompressed() {
    return rows instanceof SparseRows;
  }

  /** The number of features of an example. */
  public int features() {
    return rows.features();
  }

  /** Whether all features are whole numbers from 0 to 255. */
  public boolean holdsBytes() {
    return rows.areBytes();
  }

  /** Adds an example's features that are not zero, as read, to a matrix of rows. */
  public void appendFeatures(int example, CompressedRows x) {
    rows.appendTo(example, x);
  }

  /** Counts over its examples. */
  Statistics statistics() {
    Fingerprint fingerprint = Fingerprint.EMPTY;
    long[] perClass = new long[Arrays.stream(labels).max().orElse(-1) + 1];
    for (int i = 0; i < size(); i++) {
      fingerprint = fingerprint.plus(idHigh[i], idLow[i]);
      perClass[labels[i]]++;
    }
    StoredRows.Range range = rows.range();
    return new Statistics(
        size(), fingerprint, perClass, range.smallest(), range.largest(), sizeBytes());
  }

  private long sizeBytes() {
    int weightBytes = weights == null ? 0 : Float.BYTES;
    return rows.sizeBytes() + (2L * Long.BYTES + Integer.BYTES + weightBytes) * size();
  }

  /** The order in which an epoch visits the examples: by a hash of seed, epoch and id. */
  public int[] order(long seed, int epoch) {
    EpochOrder order = lastOrder;
    if (order == null || order.seed != seed || order.epoch != epoch) {
      order = new EpochOrder(seed, epoch, computeOrder(seed, epoch));
      lastOrder = order;
    }
    return order.examples;
  }

  private int[] computeOrder(long seed, int epoch) {
    AddressedRandom random = AddressedRandom.of(seed, "order").child(epoch);
    long[] keys = new long[size()];
    for (int i = 0; i < keys.length; i++) {
      // The hash above, the place in the shard below: a place follows from the ids, so ties are
      // broken by content.
      keys[i] = (random.bits(address(i)) & 0xffff_ffff_0000_0000L) | i;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }
}
