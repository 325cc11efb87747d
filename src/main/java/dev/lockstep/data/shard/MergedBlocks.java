package dev.lockstep.data.shard;

import dev.lockstep.data.shard.exact.ExactValues;
import dev.lockstep.data.shard.exact.ListedValues;
import dev.lockstep.data.shard.exact.Residuals;
import java.util.List;
import java.util.Objects;

/**
 * The examples of some blocks in the order of their ids, which hides the order of the blocks: what
 * a {@link Shard} is made of.
 */
final class MergedBlocks {
  final long[] idHigh;
  final long[] idLow;
  final ShardTargets targets;

  /** Null where all weights are 1. */
  final float[] weights;

  final StoredRows rows;

  /** Null where floats equal all features. */
  final ExactValues exact;

  MergedBlocks(int features, List<ShardBlock> blocks) {
    PlacesById places = new PlacesById(blocks);
    int count = places.count();
    idHigh = new long[count];
    idLow = new long[count];
    targets = targets(blocks, count);
    weights = blocks.stream().anyMatch(ShardBlock::isWeighted) ? new float[count] : null;
    for (int i = 0; i < count; i++) {
      ShardBlock block = places.block(i);
      int row = places.row(i);
      idHigh[i] = block.idHigh(row);
      idLow[i] = block.idLow(row);
      targets.set(i, block.targets(), row);
      if (weights != null) {
        weights[i] = block.weight(row);
      }
    }
    rows = rows(features, blocks, places);
    exact = exact(features, blocks, places);
  }

  private static ShardTargets targets(List<ShardBlock> blocks, int count) {
    return (blocks.isEmpty() ? ShardTargets.none() : blocks.get(0).targets()).zeros(count);
  }

  /** Returns the blocks' doubles in the places' order; null where there are none. */
  private static ExactValues exact(int features, List<ShardBlock> blocks, PlacesById places) {
    List<ExactValues> some =
        blocks.stream().map(ShardBlock::exact).filter(Objects::nonNull).toList();
    if (some.isEmpty()) {
      return null;
    }
    long count = some.stream().mapToLong(ExactValues::count).sum();
    boolean near = some.stream().allMatch(Residuals.class::isInstance);
    return near && Residuals.suit(features, places.count(), count)
        ? residuals(features, places)
        : listed(features, places, count);
  }

  private static Residuals residuals(int features, PlacesById places) {
    Residuals all = new Residuals(features, places.count());
    for (int i = 0; i < places.count(); i++) {
      if (places.block(i).exact() instanceof Residuals some) {
        all.set(i, some, places.row(i));
      }
    }
    return all;
  }

  private static ListedValues listed(int features, PlacesById places, long count) {
    ListedValues all = ListedValues.ofCapacity(places.count(), count);
    float[] floats = new float[features];
    double[] x = new double[features];
    for (int i = 0; i < places.count(); i++) {
      ShardBlock block = places.block(i);
      if (block.exact() != null) {
        block.copyExact(places.row(i), x, floats);
      }
      all.add(block.exact() == null ? null : x);
    }
    return all;
  }

  /** Returns the blocks' rows in the places' order. */
  private static StoredRows rows(int features, List<ShardBlock> blocks, PlacesById places) {
    // The rows of all blocks are in one file, or none are.
    if (!blocks.isEmpty() && blocks.get(0).stored() instanceof MappedRows) {
      return mapped(blocks, places);
    }
    int count = places.count();
    long entries = blocks.stream().mapToLong(block -> block.stored().entries()).sum();
    if (CsrRows.isSparse(features, count, entries)) {
      boolean bytes = blocks.stream().allMatch(block -> block.stored().areBytes());
      return new CsrRows(
          features,
          count,
          entries,
          bytes,
          (i, index, toBytes, toFloats, at) ->
              places.block(i).stored().copyEntries(places.row(i), index, toBytes, toFloats, at));
    }
    Rows dense = new Rows(features);
    dense.reserve(count);
    float[] x = new float[features];
    for (int i = 0; i < count; i++) {
      places.block(i).stored().copyTo(places.row(i), x, 0);
      dense.add(x);
    }
    return dense;
  }

  private static MappedRows mapped(List<ShardBlock> blocks, PlacesById places) {
    long[] inFile = new long[places.count()];
    for (int i = 0; i < inFile.length; i++) {
      inFile[i] = ((MappedRows) places.block(i).stored()).place(places.row(i));
    }
    return MappedRows.of(
        blocks.stream().map(block -> (MappedRows) block.stored()).toList(), inFile);
  }
}
