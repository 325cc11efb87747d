package dev.lockstep.data.shard;

import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Some examples on their way to a shard, in primitive arrays, in the order in which they were read.
 */
final class ShardBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The examples of a block: few enough to send, and to allocate again and again. */
  static final int EXAMPLES = 512;

  /** Null after packing. */
  private Rows rows;

  /** The packed rows: fewer bytes, where most features are zeros. */
  private StoredRows packed;

  private long[] idHigh = new long[0];
  private long[] idLow = new long[0];
  private int[] labels = new int[0];

  /** Null while all weights are 1. */
  private float[] weights;

  /** Null while floats equal all features. */
  private ExactValues exact;

  ShardBlock(int features) {
    rows = new Rows(features);
  }

  void add(ExampleId id, Example example) {
    int row = rows.count();
    if (row == labels.length) {
      resize(Math.max(16, 2 * row));
    }
    rows.add(example.features());
    if (exact == null && example.exact() != null) {
      exact = new ExactValues(row);
    }
    if (exact != null) {
      exact.add(example.exact());
    }
    idHigh[row] = id.high();
    idLow[row] = id.low();
    labels[row] = example.label();
    if (weights == null && example.weight() != 1) {
      weights = new float[labels.length];
      Arrays.fill(weights, 0, row, 1);
    }
    if (weights != null) {
      weights[row] = example.weight();
    }
  }

  private float weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  int count() {
    return rows == null ? labels.length : rows.count();
  }

  private StoredRows stored() {
    return rows == null ? packed : rows;
  }

  /** Releases memory that was allocated ahead; no more examples can be added. */
  ShardBlock trim() {
    resize(count());
    if (CsrRows.isSparse(rows)) {
      packed = new CsrRows(rows);
    } else {
      rows.reserve(count());
      packed = rows;
    }
    rows = null;
    exact = exact == null ? null : exact.trim();
    return this;
  }

  /**
   * Returns a shard of all the blocks' examples in the order of their ids, which hides the order of
   * the blocks.
   */
  static Shard toShard(int index, int features, List<ShardBlock> blocks) {
    List<Place> places = new ArrayList<>();
    for (ShardBlock block : blocks) {
      for (int row = 0; row < block.count(); row++) {
        places.add(new Place(block, row, new ExampleId(block.idHigh[row], block.idLow[row])));
      }
    }
    places.sort(Comparator.comparing(Place::id).thenComparing(Place::compareExact));
    long[] idHigh = new long[places.size()];
    long[] idLow = new long[places.size()];
    int[] labels = new int[places.size()];
    boolean weighted = blocks.stream().anyMatch(block -> block.weights != null);
    float[] weights = weighted ? new float[places.size()] : null;
    for (int i = 0; i < labels.length; i++) {
      Place place = places.get(i);
      idHigh[i] = place.id.high();
      idLow[i] = place.id.low();
      labels[i] = place.block.labels[place.row];
      if (weighted) {
        weights[i] = place.block.weight(place.row);
      }
    }
    StoredRows rows = rows(features, blocks, places);
    return new Shard(index, idHigh, idLow, labels, weights, rows, exact(blocks, places));
  }

  /** Returns the blocks' doubles in the places' order; null where there are none. */
  private static ExactValues exact(List<ShardBlock> blocks, List<Place> places) {
    if (blocks.stream().allMatch(block -> block.exact == null)) {
      return null;
    }
    ExactValues all = new ExactValues(0);
    for (Place place : places) {
      if (place.block.exact == null) {
        all.add(null);
      } else {
        all.add(place.block.exact, place.row);
      }
    }
    return all.trim();
  }

  /** Returns the blocks' rows in the places' order. */
  private static StoredRows rows(int features, List<ShardBlock> blocks, List<Place> places) {
    int count = places.size();
    long entries = blocks.stream().mapToLong(block -> block.stored().entries()).sum();
    if (CsrRows.isSparse(features, count, entries)) {
      boolean bytes = blocks.stream().allMatch(block -> block.stored().areBytes());
      return new CsrRows(
          features,
          count,
          entries,
          bytes,
          (row, index, toBytes, toFloats, at) ->
              places.get(row).copyEntries(index, toBytes, toFloats, at));
    }
    Rows dense = new Rows(features);
    dense.reserve(count);
    float[] x = new float[features];
    for (int row = 0; row < count; row++) {
      places.get(row).copyTo(x);
      dense.add(x);
    }
    return dense;
  }

  /** The place of an example. */
  private record Place(ShardBlock block, int row, ExampleId id) {
    /**
     * Compares exact features: a decimal number and the float that stands for it may have equal
     * ids.
     */
    int compareExact(Place other) {
      if (block.exact == null || other.block.exact == null) {
        return Boolean.compare(hasExact(), other.hasExact());
      }
      return block.exact.compare(row, other.block.exact, other.row);
    }

    private boolean hasExact() {
      return block.exact != null && !block.exact.isEmpty(row);
    }

    void copyTo(float[] x) {
      block.stored().copyTo(row, x, 0);
    }

    int copyEntries(char[] index, byte[] bytes, float[] floats, int at) {
      return block.stored().copyEntries(row, index, bytes, floats, at);
    }
  }

  private void resize(int capacity) {
    idHigh = Arrays.copyOf(idHigh, capacity);
    idLow = Arrays.copyOf(idLow, capacity);
    labels = Arrays.copyOf(labels, capacity);
    weights = weights == null ? null : Arrays.copyOf(weights, capacity);
  }
}
