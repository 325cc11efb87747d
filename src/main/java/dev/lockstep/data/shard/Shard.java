package dev.lockstep.data.shard;

import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.nn.InputScaling;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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

  /** Null where floats equal all features, and once they are narrowed. */
  private final ExactValues exact;

  /** Null before they are narrowed. */
  private final InputScaling narrowedFor;

  /**
   * The order that was asked for last: a memo of a pure function, so it does not travel with the
   * shard.
   */
  private transient volatile EpochOrder lastOrder;

  private record EpochOrder(long seed, int epoch, int[] examples) {}

  Shard(
      int index,
      long[] idHigh,
      long[] idLow,
      int[] labels,
      float[] weights,
      StoredRows rows,
      ExactValues exact) {
    this(index, idHigh, idLow, labels, weights, rows, exact, null);
  }

  private Shard(
      int index,
      long[] idHigh,
      long[] idLow,
      int[] labels,
      float[] weights,
      StoredRows rows,
      ExactValues exact,
      InputScaling narrowedFor) {
    this.index = index;
    this.idHigh = idHigh;
    this.idLow = idLow;
    this.labels = labels;
    this.weights = weights;
    this.rows = rows;
    this.exact = exact;
    this.narrowedFor = narrowedFor;
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

  /** Writes an example's features, as the nearest floats, to {@code x[offset]} and on. */
  public void copyFeatures(int example, float[] x, int offset) {
    rows.copyTo(example, x, offset);
  }

  /** Writes an example's features, as read, to {@code x}; by way of a buffer of as many. */
  public void copyFeatures(int example, double[] x, float[] buffer) {
    rows.copyTo(example, buffer, 0);
    for (int i = 0; i < x.length; i++) {
      x[i] = buffer[i];
    }
    if (exact != null) {
      exact.copyTo(example, x);
    }
  }

  /** Whether floats equal all features. */
  public boolean holdsFloats() {
    return exact == null;
  }

  /** The features that are some numbers for which no float stands. */
  public BitSet unheldFeatures() {
    return exact == null ? new BitSet() : exact.unheld();
  }

  /** The features that are some numbers which no float equals. */
  public BitSet inexactFeatures() {
    return exact == null ? new BitSet() : exact.features();
  }

  /**
   * The same examples with features as the first layer of a network with this scaling takes them.
   */
  Shard narrowed(InputScaling scaling) {
    if (exact == null && !scaling.isWide()) {
      return this;
    }
    StoredRows narrow = scaling.isWide() ? narrowedRows(scaling) : rows;
    return new Shard(index, idHigh, idLow, labels, weights, narrow, null, scaling);
  }

  /** In blocks, as shards are made: dense rows of all could be too large. */
  private StoredRows narrowedRows(InputScaling scaling) {
    float[] floats = new float[features()];
    double[] x = new double[features()];
    List<ShardBlock> blocks = new ArrayList<>();
    for (int example = 0; example < size(); example++) {
      if (example % ShardBlock.EXAMPLES == 0) {
        blocks.add(new ShardBlock(features()));
      }
      copyFeatures(example, x, floats);
      scaling.narrow(x, 1, x.length, floats);
      ShardBlock block = blocks.get(blocks.size() - 1);
      block.add(new ExampleId(idHigh[example], idLow[example]), new Example(0, floats));
      if (block.count() == ShardBlock.EXAMPLES || example == size() - 1) {
        block.trim();
      }
    }
    return ShardBlock.toShard(index, features(), blocks).rows;
  }

  /**
   * Sees that its features are floats that go with a scaling.
   *
   * @throws IllegalStateException if they have to be {@link DataSet#narrowed narrowed} first
   */
  public void requireNarrowed(InputScaling scaling) {
    boolean right = narrowedFor == null ? !scaling.isWide() : narrowedFor.equals(scaling);
    if (exact != null || !right) {
      throw new IllegalStateException("a shard of features as read, where narrowed ones are due");
    }
  }

  /**
   * Whether most of its features are zeros and left out, so that {@link #appendFeatures} serves; it
   * follows from the features, and shows in no result.
   */
  public boolean isCompressed() {
    return rows instanceof CsrRows;
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
  public void appendFeatures(int example, CsrMatrix x) {
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
        size(),
        fingerprint,
        perClass,
        range.smallest(),
        range.largest(),
        exact == null,
        sizeBytes());
  }

  private long sizeBytes() {
    int weightBytes = weights == null ? 0 : Float.BYTES;
    long exactBytes = exact == null ? 0 : exact.sizeBytes();
    return rows.sizeBytes() + exactBytes + (2L * Long.BYTES + Integer.BYTES + weightBytes) * size();
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
