package dev.lockstep.train;

import dev.lockstep.data.Shard;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Network;
import java.util.Arrays;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/**
 * A shard's part of a step: the gradient of the loss over its examples of the step, added to the
 * partition's sum.
 */
record ShardTask(Network network, InputScaling scaling, long seed, Broadcast<StepState> broadcast)
    implements Function2<StepSum, Shard, StepSum> {

  @Override
  public StepSum call(StepSum sum, Shard shard) {
    long start = System.nanoTime();
    StepState state = broadcast.value();
    Batch batch = Batch.of(network);
    int[] order = shard.order(seed, state.epoch());
    int first = state.firstExample(shard.size());
    int end = state.endExample(shard.size());
    Arrays.fill(batch.gradientSum, 0f);
    double lossSum = 0;
    for (int from = first; from < end; from += Batch.CAPACITY) {
      int count = batch.load(shard, order, from, end, scaling);
      lossSum +=
          batch.mlp.gradient(state.parameters(), batch.x, batch.labels, count, batch.gradientSum);
    }
    sum.add(batch.gradientSum, lossSum, end - first, System.nanoTime() - start);
    return sum;
  }
}
