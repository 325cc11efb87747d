package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/** The smallest and the largest of one number to predict. T: numbers of an example. */
public record TargetRange(double smallest, double largest) implements Serializable {

  /** Returns the range of each number, T of them; none where classes are predicted. */
  public static List<TargetRange> of(DataSet data) {
    return data.shards().map(TargetRange::ofShard).reduce(TargetRange::around);
  }

  private static List<TargetRange> ofShard(Shard shard) {
    double[] values = new double[shard.targets()];
    TargetRange[] ranges = new TargetRange[values.length];
    for (int t = 0; t < ranges.length; t++) {
      ranges[t] = new TargetRange(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }
    for (int example = 0; example < shard.size(); example++) {
      shard.copyTargets(example, values, 0);
      for (int t = 0; t < values.length; t++) {
        ranges[t] = ranges[t].around(new TargetRange(values[t], values[t]));
      }
    }
    return List.of(ranges);
  }

  private TargetRange around(TargetRange other) {
    return new TargetRange(Math.min(smallest, other.smallest), Math.max(largest, other.largest));
  }

  /** A shard without examples knows no number of targets. */
  private static List<TargetRange> around(List<TargetRange> some, List<TargetRange> others) {
    if (some.isEmpty() || others.isEmpty()) {
      return some.isEmpty() ? others : some;
    }
    return IntStream.range(0, some.size())
        .mapToObj(t -> some.get(t).around(others.get(t)))
        .toList();
  }
}
