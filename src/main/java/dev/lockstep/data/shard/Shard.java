package dev.lockstep.data.shard;

import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.data.HeldByFloat;
import dev.lockstep.data.shard.exact.ExactValues;
import dev.lockstep.input.Encoder;
import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.CsrMatrix;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The unit of computation: the examples whose ids select it, in the order of their ids, in
 * primitive arrays. The data, the seed and the number of shards alone decide which examples these
 * are.
 */
public final class Shard implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final long[] idHigh;
  private final long[] idLow;
  private final ShardTargets targets;

  /** Null where all weights are 1. */
  private final float[] weights;

  private final StoredRows rows;

  /** Null where floats equal all features, and once they are narrowed. */
  private final ExactValues exact;

  /** Null until they are narrowed. */
  private final InputScaling narrowedFor;

  private final boolean isEncoded;

  /**
   * The order that was asked for last: a memo of a pure function, which is not serialized with the
   * shard.
   */
  private transient volatile EpochOrder lastOrder;

  private record EpochOrder(long seed, int epoch, int[] examples) {}

  private Shard(
      int index,
      long[] idHigh,
      long[] idLow,
      ShardTargets targets,
      float[] weights,
      StoredRows rows,
      ExactValues exact,
      InputScaling narrowedFor,
      boolean isEncoded) {
    this.index = index;
    this.idHigh = idHigh;
    this.idLow = idLow;
    this.targets = targets;
    this.weights = weights;
    this.rows = rows;
    this.exact = exact;
    this.narrowedFor = narrowedFor;
    this.isEncoded = isEncoded;
  }

  /** Returns a shard of examples that belong to no data set. */
  public static Shard of(int features, List<Example> examples) {
    ShardBlock block = new ShardBlock(features);
    for (Example example : examples) {
      block.add(ExampleId.of(example), example);
    }
    return of(0, features, List.of(block));
  }

  /** Returns a shard of all the blocks' examples, which does not depend on the blocks' order. */
  static Shard of(int index, int features, List<ShardBlock> blocks) {
    MergedBlocks all = new MergedBlocks(features, blocks);
    return new Shard(
        index, all.idHigh, all.idLow, all.targets, all.weights, all.rows, all.exact, null, false);
  }

  /** Returns the index of the shard to which an example belongs. */
  static int indexOf(ExampleId id, AddressedRandom random, int shards) {
    long bits = random.bits(id.high() ^ id.low());
    return (int) Math.multiplyHigh(bits >>> 1, 2L * shards);
  }

  public int index() {
    return index;
  }

  public int size() {
    return idHigh.length;
  }

  /** Returns an example's class; -1 where the targets are numbers. */
  public int label(int example) {
    return targets.label(example);
  }

  /** Returns how many numbers are to be predicted of an example; 0 where a class is. */
  public int targets() {
    return targets.columns();
  }

  /** Writes the numbers to predict, as read, to {@code to[offset]} and on; none for a class. */
  public void copyTargets(int example, double[] to, int offset) {
    targets.copyTo(example, to, offset);
  }

  /** Returns true if an example has a weight other than 1. */
  public boolean isWeighted() {
    return weights != null;
  }

  public float weight(int example) {
    return weights == null ? 1 : weights[example];
  }

  /** Returns the address of an example's random numbers, a hash of its content. */
  public long address(int example) {
    return idHigh[example] ^ idLow[example];
  }

  /** Returns the first half of an example's id. */
  public long idHigh(int example) {
    return idHigh[example];
  }

  /** Returns the second half of an example's id. */
  public long idLow(int example) {
    return idLow[example];
  }

  /** Writes an example's features, as the nearest floats, to {@code x[offset]} and on. */
  public void copyFeatures(int example, float[] x, int offset) {
    rows.copyTo(example, x, offset);
  }

  /** Writes an example's features, as read, to {@code x}; {@code buffer} has the same length. */
  public void copyFeatures(int example, double[] x, float[] buffer) {
    RowsAsRead.copy(rows, exact, example, x, buffer);
  }

  /** Returns true if floats equal all features. */
  public boolean holdsFloats() {
    return exact == null;
  }

  /** Returns the features with a value that no float stands for. */
  public BitSet unheldFeatures() {
    BitSet unheld = new BitSet();
    BitSet others = inexactFeatures();
    double[] x = new double[features()];
    float[] nearest = new float[features()];
    for (int example = 0; example < size() && !others.isEmpty(); example++) {
      copyFeatures(example, x, nearest);
      for (int i = others.nextSetBit(0); i >= 0; i = others.nextSetBit(i + 1)) {
        unheld.set(i, !HeldByFloat.test(x[i]));
      }
      others.andNot(unheld);
    }
    return unheld;
  }

  /** Returns the features with a value that no float equals. */
  public BitSet inexactFeatures() {
    return exact == null ? new BitSet() : exact.features();
  }

  /** Returns the shard with features as a network with this scaling takes them. */
  Shard narrowed(InputScaling scaling) {
    if (exact == null && !scaling.isWide()) {
      return this;
    }
    return with(scaling.isWide() ? asRead().narrowed(scaling, null) : rows, null, scaling);
  }

  /**
   * Returns this shard, as read, with features in another order and as a network with this scaling
   * takes them; the examples keep their places.
   *
   * @param order the place of each feature among the shard's; null to leave them
   */
  public Shard narrowed(InputScaling scaling, int[] order) {
    requireAsRead();
    return order == null
        ? narrowed(scaling)
        : with(asRead().narrowed(scaling, order), null, scaling);
  }

  /** Returns this shard, as read, with a network's inputs in place of the features. */
  public Shard encoded(Encoder encoder) {
    requireAsRead();
    return encoder.isPlain()
        ? with(asRead().narrowed(encoder), null, encoder.scaling())
        : new Shard(
            index,
            idHigh,
            idLow,
            targets,
            weights,
            asRead().encoded(encoder),
            null,
            encoder.scaling(),
            true);
  }

  /** Returns this shard, as read, with its columns of numbers alone, of which none is missing. */
  Shard numbers(Encoder encoder) {
    requireAsRead();
    MergedBlocks numbers = asRead().numbers(encoder);
    return with(numbers.rows, numbers.exact, null);
  }

  /** Returns this shard with all zeros kept. */
  Shard dense() {
    return new Shard(
        index, idHigh, idLow, targets, weights, asRead().dense(), exact, narrowedFor, isEncoded);
  }

  private RowsAsRead asRead() {
    return new RowsAsRead(rows, exact, idHigh, idLow);
  }

  private Shard with(StoredRows others, ExactValues numbers, InputScaling scaling) {
    return new Shard(
        index, idHigh, idLow, targets, weights, others, numbers, scaling, /* isEncoded= */ false);
  }

  private void requireAsRead() {
    if (narrowedFor != null) {
      throw new IllegalStateException("a shard of narrowed features, where those as read are due");
    }
  }

  /** Returns true if its features are a network's inputs, which are not to be scaled any more. */
  public boolean isEncoded() {
    return isEncoded;
  }

  /**
   * Checks that its features are floats that fit a scaling.
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
   * Returns true if most features are zeros and left out, so that {@link #appendFeatures} is the
   * faster way; results do not depend on it.
   */
  public boolean isCompressed() {
    return rows.isCompressed();
  }

  /** Returns the number of features of an example. */
  public int features() {
    return rows.features();
  }

  /** Returns true if all features are whole numbers from 0 to 255. */
  public boolean holdsBytes() {
    return rows.areBytes();
  }

  /** Adds an example's features that are not zero, as read, to a matrix. */
  public void appendFeatures(int example, CsrMatrix x) {
    rows.appendTo(example, x);
  }

  /** Returns the counts over its examples. */
  Statistics statistics() {
    Fingerprint fingerprint = Fingerprint.EMPTY;
    for (int i = 0; i < size(); i++) {
      fingerprint = fingerprint.plus(idHigh[i], idLow[i]);
    }
    StoredRows.Range range = rows.range();
    return new Statistics(
        size(),
        fingerprint,
        targets.perClass(),
        range.smallest(),
        range.largest(),
        exact == null,
        sizeBytes());
  }

  private long sizeBytes() {
    int weightBytes = weights == null ? 0 : Float.BYTES;
    long exactBytes = exact == null ? 0 : exact.sizeBytes();
    return rows.sizeBytes()
        + exactBytes
        + targets.sizeBytes()
        + (2L * Long.BYTES + weightBytes) * size();
  }

  /** Returns the order in which an epoch visits the examples: by a hash of seed, epoch and id. */
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
      // The hash stands above, the place in the shard below: a place follows from the ids, so
      // content breaks ties.
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
