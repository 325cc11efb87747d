package dev.lockstep.data.shard;

import dev.lockstep.data.ExampleId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The examples of some blocks in the order of their ids, which hides the order of the blocks: what
 * a {@link Shard} is made of.
 */
final class MergedBlocks {
  final long[] idHigh;
  final long[] idLow;
  final int[] labels;

  /** Null where all weights are 1. */
  final float[] weights;

  final StoredRows rows;

  /** Null where floats equal all features. */
  final ExactValues exact;

  MergedBlocks(int features, List<ShardBlock> blocks) {
    List<Place> places = new ArrayList<>();
    for (ShardBlock block : blocks) {
      for (int row = 0; row < block.count(); row++) {
        places.add(new Place(block, row, block.id(row)));
      }
    }
    places.sort(Comparator.comparing(Place::id).thenComparing(Place::compareExact));
    idHigh = places.stream().mapToLong(place -> place.id.high()).toArray();
    idLow = places.stream().mapToLong(place -> place.id.low()).toArray();
    labels = places.stream().mapToInt(place -> place.block.label(place.row)).toArray();
    boolean weighted = blocks.stream().anyMatch(ShardBlock::isWeighted);
    weights = weighted ? new float[labels.length] : null;
    for (int i = 0; weighted && i < labels.length; i++) {
      weights[i] = places.get(i).block.weight(places.get(i).row);
    }
    rows = rows(features, blocks, places);
    exact = exact(blocks, places);
  }

  /** Returns the blocks' doubles in the places' order; null where there are none. */
  private static ExactValues exact(List<ShardBlock> blocks, List<Place> places) {
    if (blocks.stream().allMatch(block -> block.exact() == null)) {
      return null;
    }
    long values =
        blocks.stream().map(ShardBlock::exact).mapToLong(e -> e == null ? 0 : e.count()).sum();
    ExactValues all = ExactValues.ofCapacity(places.size(), values);
    for (Place place : places) {
      if (place.block.exact() == null) {
        all.add(null);
      } else {
        all.add(place.block.exact(), place.row);
      }
    }
    return all;
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
      if (block.exact() == null || other.block.exact() == null) {
        return Boolean.compare(hasExact(), other.hasExact());
      }
      return block.exact().compare(row, other.block.exact(), other.row);
    }

    private boolean hasExact() {
      return block.exact() != null && !block.exact().isEmpty(row);
    }

    void copyTo(float[] x) {
      block.stored().copyTo(row, x, 0);
    }

    int copyEntries(char[] index, byte[] bytes, float[] floats, int at) {
      return block.stored().copyEntries(row, index, bytes, floats, at);
    }
  }
}
