package dev.lockstep.train;

import dev.lockstep.data.Shard;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** What an executor does for a step with each of a partition's shards. */
record ShardTask(Broadcast<Averaging> averaging, Broadcast<StepState> state)
    implements Function2<StepSum, Shard, StepSum> {

  @Override
  public StepSum call(StepSum sum, Shard shard) {
    long start = System.nanoTime();
    averaging.value().addShard(state.value(), shard, sum);
    sum.addNanos(System.nanoTime() - start);
    return sum;
  }
}
