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

  /** The pre-activations for the first's targets, [B x T]. */
  private final float[] logits;

  /** The outputs that follow from them, [B x T]. */
  private final float[] outputs;

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
    logits = new float[Batch.CAPACITY * width];
    outputs = new float[Batch.CAPACITY * width];
  }

  void run(PairCounts counts) {
    double firstLoss = 0;
    double secondLoss = 0;
    double differences = 0;
    double squares = 0;
    for (int from = 0; from < order.length; from += Batch.CAPACITY) {
      int count = firstBatch.load(forFirst, order, from, order.length, pair.first.scaling());
      float[] own = firstBatch.logits(pair.first.parameters(), count);
      System.arraycopy(own, 0, logits, 0, count * width);
      firstLoss += score((ValueTally) counts.first, pair.first.task(), count, firstLosses);
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

  /** Returns the sum of the second model's losses. */
  private double scoreSecond(PairCounts counts, int from, int count) {
    if (!pair.takeTheSame()) {
      secondBatch.load(forSecond, order, from, order.length, pair.second.scaling());
    }
    float[] own = secondBatch.logits(pair.second.parameters(), count);
    for (int i = 0; i < count * width; i++) {
      int target = i % width;
      logits[i] = pair.toSecond == null ? own[i] : own[i - target + pair.toSecond[target]];
    }
    return score((ValueTally) counts.second, pair.secondTask(), count, secondLosses);
  }

  /** Adds a model's errors; returns the sum of its losses in the scaling of the pair. */
  private double score(ValueTally tally, Task task, int count, double[] losses) {
    System.arraycopy(logits, 0, outputs, 0, count * width);
    double sum = loss(task, outputs, count, losses);
    tally.add(outputs, firstBatch.values, count);
    if (task.equals(pair.lossTask())) {
      return sum;
    }
    rescale(task.targetScaling().orElseThrow(), count);
    return loss(pair.lossTask(), logits, count, losses);
  }

  /** Returns the sum of losses, and turns pre-activations into outputs. */
  private double loss(Task task, float[] z, int count, double[] losses) {
    int[] ends = {count};
    return firstBatch.mlp.lossSum(z, firstBatch.targets(task, null, 0, ends), count, losses);
  }

  /** Takes the pre-activations into the scaling of the pair. */
  private void rescale(TargetScaling own, int count) {
    TargetScaling scaling = pair.lossTask().targetScaling().orElseThrow();
    boolean isLog = pair.first.network().loss().function().isOfCounts();
    for (int i = 0; i < count * width; i++) {
      int target = i % width;
      logits[i] =
          isLog
              ? (float) (logits[i] + logRatio(own, scaling, target))
              : scaling.toOutput(target, own.toValue(target, logits[i]));
    }
  }

  /** Outputs of counts are logarithms, with offsets of 0. */
  private static double logRatio(TargetScaling own, TargetScaling scaling, int target) {
    return StrictMath.log(own.divisors().get(target) / scaling.divisors().get(target));
  }
}
