package dev.lockstep.train.state;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.model.Model;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.Task;
import dev.lockstep.train.step.Batch;
import java.util.stream.IntStream;

/**
 * The passage of a shard through two networks that predict numbers, a batch at a time. T: numbers
 * of an example.
 */
final class NumbersPass {
  private final ModelPair pair;
  private final Shard forFirst;
  private final Shard forSecond;
  private final Batch firstBatch;
  private final Batch secondBatch;
  private final int[] order;
  private final int width;
  private final double[] firstLosses = new double[Batch.CAPACITY];
  private final double[] secondLosses = new double[Batch.CAPACITY];

  /** The second's pre-activations for the first's targets, [B x T]. */
  private final float[] second;

  private final float[] secondOutputs;

  NumbersPass(ModelPair pair, Shard forFirst, Shard forSecond) {
    this.pair = pair;
    this.forFirst = forFirst;
    this.forSecond = forSecond;
    Model other = pair.second;
    firstBatch = Batch.of(pair.first.network());
    secondBatch =
        pair.first.network().equals(other.network()) ? firstBatch : Batch.beside(other.network());
    order = IntStream.range(0, forFirst.size()).toArray();
    width = pair.first.network().outputs();
    second = new float[Batch.CAPACITY * width];
    secondOutputs = new float[Batch.CAPACITY * width];
  }

  void run(PairCounts counts) {
    double firstLoss = 0;
    double secondLoss = 0;
    double differences = 0;
    double squares = 0;
    for (int from = 0; from < order.length; from += Batch.CAPACITY) {
      int count = firstBatch.load(forFirst, order, from, order.length, pair.first.scaling());
      float[] outputs = firstBatch.logits(pair.first.parameters(), count);
      firstLoss += loss(pair.first.task(), outputs, count, firstLosses);
      ((ValueTally) counts.first).add(outputs, firstBatch.values, count);
      secondLoss += scoreSecond(counts, from, count);
      for (int b = 0; b < count; b++) {
        double difference = firstLosses[b] - secondLosses[b];
        differences += difference;
        squares += difference * difference;
      }
    }
    counts.first.endShard(firstLoss);
    counts.second.endShard(secondLoss);
    counts.addDifferences(differences, squares);
  }

  /** Returns the sum of the first's losses, and turns pre-activations into outputs. */
  private double loss(Task task, float[] logits, int count, double[] losses) {
    int[] ends = {count};
    return firstBatch.mlp.lossSum(logits, firstBatch.targets(task, null, 0, ends), count, losses);
  }

  /** Returns the sum of the second model's losses, in the first's scaling. */
  private double scoreSecond(PairCounts counts, int from, int count) {
    if (!pair.takeTheSame()) {
      secondBatch.load(forSecond, order, from, order.length, pair.second.scaling());
    }
    float[] logits = secondBatch.logits(pair.second.parameters(), count);
    for (int i = 0; i < count * width; i++) {
      int target = i % width;
      second[i] = pair.toSecond == null ? logits[i] : logits[i - target + pair.toSecond[target]];
    }
    System.arraycopy(second, 0, secondOutputs, 0, count * width);
    loss(pair.secondTask(), secondOutputs, count, secondLosses);
    ((ValueTally) counts.second).add(secondOutputs, firstBatch.values, count);
    rescale(count);
    return loss(pair.first.task(), second, count, secondLosses);
  }

  /** Takes the second's pre-activations into the first's scaling. */
  private void rescale(int count) {
    TargetScaling own = pair.secondTask().targetScaling().orElseThrow();
    TargetScaling scaling = pair.first.task().targetScaling().orElseThrow();
    if (own.equals(scaling)) {
      return;
    }
    boolean isLog = pair.first.network().loss().function().isOfCounts();
    for (int i = 0; i < count * width; i++) {
      int target = i % width;
      second[i] =
          isLog
              ? (float) (second[i] + logRatio(own, scaling, target))
              : scaling.toOutput(target, own.toValue(target, second[i]));
    }
  }

  /** Outputs of counts are logarithms, with offsets of 0. */
  private static double logRatio(TargetScaling own, TargetScaling scaling, int target) {
    return StrictMath.log(own.divisors().get(target) / scaling.divisors().get(target));
  }
}
