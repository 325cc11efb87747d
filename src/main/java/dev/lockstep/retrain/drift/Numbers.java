package dev.lockstep.retrain.drift;

import dev.lockstep.data.DataNames;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.train.fit.CellCounts;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbers that each example of a data set has: its features that are numbers, or its targets. Their
 * nearest floats count.
 */
final class Numbers {
  private final DataSet data;
  private final NumberCounts.Rows rows;
  private final List<String> names;

  /** The number of examples without each; null for one that no example may lack. */
  private final List<Long> missing;

  /** What is counted where one is missing. */
  private final float[] fills;

  private Numbers(
      DataSet data, NumberCounts.Rows rows, List<String> names, List<Long> missing, float[] fills) {
    this.data = data;
    this.rows = rows;
    this.names = names;
    this.missing = missing;
    this.fills = fills;
  }

  /**
   * Returns the features that are numbers.
   *
   * @param data as read
   * @param cells null where all features are plain numbers
   */
  static Numbers features(DataSet data, DataNames names, CellCounts cells) {
    DataSet numbers = data.numbers();
    if (cells == null) {
      int width = numbers.features();
      return new Numbers(
          numbers,
          Shard::appendFeatures,
          names.features(),
          Collections.nCopies(width, null),
          new float[width]);
    }
    int[] places =
        IntStream.range(0, data.columns().size())
            .filter(c -> data.columns().get(c) instanceof NumberColumn)
            .toArray();
    Long[] missing = new Long[places.length];
    float[] fills = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      NumberColumn column = (NumberColumn) data.columns().get(places[i]);
      if (column.takesMissing()) {
        missing[i] = cells.missing(places[i]);
        fills[i] = column.fill().floatValue();
      }
    }
    return new Numbers(
        numbers,
        Shard::appendFeatures,
        data.numberNames(names.features()),
        Arrays.asList(missing),
        fills);
  }

  /** Returns the numbers to predict. */
  static Numbers targets(DataSet data, DataNames names) {
    int width = names.targets().size();
    return new Numbers(
        data,
        new Targets(width),
        names.targets(),
        Collections.nCopies(width, null),
        new float[width]);
  }

  int width() {
    return missing.size();
  }

  /** Returns their names; none where they have none. */
  List<String> names() {
    return names;
  }

  /** Returns the number of examples that lack a number; null if none may. */
  Long missing(int number) {
    return missing.get(number);
  }

  /** Returns the number of examples that have a number. */
  long present(int number) {
    return data.count() - (missing.get(number) == null ? 0 : missing.get(number));
  }

  /** Returns how many of the numbers that are there fall into each slot; runs a job. */
  long[] counts(NumberCounts.Slots slots) {
    long[] counts =
        data.shards()
            .mapPartitions(new NumberCounts(rows, slots, width()))
            .treeReduce(NumberCounts::sum);
    for (int i = 0; i < width(); i++) {
      int slot = missing.get(i) == null ? NumberCounts.Slots.NONE : slots.of(i, fills[i]);
      if (slot != NumberCounts.Slots.NONE) {
        counts[slot] -= missing.get(i);
      }
    }
    return counts;
  }

  /** A target beyond the floats counts as the last of them. */
  private record Targets(int width) implements NumberCounts.Rows {
    @Override
    public void append(Shard shard, int example, CsrMatrix to) {
      double[] values = new double[width];
      float[] floats = new float[width];
      shard.copyTargets(example, values, 0);
      for (int t = 0; t < width; t++) {
        floats[t] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, values[t]));
      }
      to.addRow(floats, 0);
    }
  }
}
