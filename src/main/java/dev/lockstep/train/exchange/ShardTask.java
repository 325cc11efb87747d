package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/**
 * An executor's work in a step on each of a partition's shards.
 *
 * @param carried the state, if it travels with the task; else null
 * @param broadcast the state, if it travels ahead of the task; else null
 */
record ShardTask(Broadcast<Averaging> averaging, StepState carried, Broadcast<StepState> broadcast)
    implements Function2<StepSum, Shard, StepSum> {

  @Override
  public StepSum call(StepSum sum, Shard shard) {
    long start = System.nanoTime();
    StepState state = carried == null ? broadcast.value() : carried;
    averaging.value().addShards(state, List.of(shard), sum, Slices.ONE);
    sum.addNanos(System.nanoTime() - start);
    return sum;
  }
}
