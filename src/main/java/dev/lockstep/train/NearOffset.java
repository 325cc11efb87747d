package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.InputScaling;
import java.util.BitSet;

/**
 * The features on both sides of zero that are scaled in doubles too. Most of their values lie near
 * the offset and far from zero, such as Unix seconds with a 0 or a -1 for missing ones: there a
 * double less the offset keeps digits that a float has lost.
 */
final class NearOffset {
  /** The least ratio of the distance from zero to the distance from the offset: two bits. */
  private static final int TIMES = 4;

  private NearOffset() {}

  /**
   * Returns such features among those that become equal floats.
   *
   * @param train as read
   * @param scaling with an offset for each feature
   */
  static BitSet of(DataSet train, InputScaling scaling) {
    BitSet found = new BitSet();
    if (train.statistics().holdsFloats()) {
      return found;
    }
    train.shards().map(Shard::unheldFeatures).collect().forEach(found::or);
    scaling.wide().forEach(wide -> found.clear(wide.feature()));
    if (found.isEmpty()) {
      return found;
    }
    BitSet candidates = (BitSet) found.clone();
    long[] near =
        train
            .shards()
            .map(shard -> countNear(shard, candidates, scaling))
            .reduce(NearOffset::added);
    candidates.stream().filter(i -> 2 * near[i] < train.count()).forEach(found::clear);
    candidates.and(found);
    candidates.stream()
        .filter(i -> !DifferentNumbers.isCollapsed(train, scaling, i))
        .forEach(found::clear);
    return found;
  }

  private static long[] countNear(Shard shard, BitSet features, InputScaling scaling) {
    float[] offsets = scaling.offsets();
    double[] x = new double[shard.features()];
    float[] nearest = new float[x.length];
    long[] near = new long[x.length];
    int[] places = features.stream().toArray();
    for (int example = 0; example < shard.size(); example++) {
      shard.copyFeatures(example, x, nearest);
      for (int i : places) {
        near[i] += Math.abs(x[i] - offsets[i]) * TIMES <= Math.abs(x[i]) ? 1 : 0;
      }
    }
    return near;
  }

  private static long[] added(long[] to, long[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
    return to;
  }
}
