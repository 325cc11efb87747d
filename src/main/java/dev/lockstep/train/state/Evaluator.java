package dev.lockstep.train.state;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.ExactSum;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Network;
import dev.lockstep.report.Evaluation;
import dev.lockstep.train.exchange.StepJob;
import dev.lockstep.train.step.Batch;
import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Counts a network's hits and misses on a data set, on the executors, a batch at a time. */
public final class Evaluator {
  private static final int LOSS_EXPONENT = 20;

  private Evaluator() {}

  /**
   * Evaluates parameters on all of a data set, each example counted once, whatever its weight.
   *
   * @param data of the network's features; its labels below the network's classes
   * @param parameters [P]
   */
  public static Evaluation evaluate(
      JavaSparkContext spark,
      DataSet data,
      Network network,
      InputScaling scaling,
      float[] parameters) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      Counts counts =
          data.shards()
              .treeAggregate(
                  new Counts(network.classes()),
                  new ShardEvaluation(network, scaling, broadcast),
                  new MergeCounts(),
                  StepJob.treeDepth(data.partitions()));
      boolean measurable = counts.loss.isFinite() && !counts.loss.overflowed();
      double meanLoss = measurable ? counts.loss.get(0) / data.count() : Double.NaN;
      return new Evaluation(meanLoss, counts.confusion);
    } finally {
      broadcast.destroy();
    }
  }

  private static final class Counts implements Serializable {
    private static final long serialVersionUID = 1L;

    final long[][] confusion;
    final ExactSum loss = new ExactSum(LOSS_EXPONENT);

    Counts(int classes) {
      confusion = new long[classes][classes];
    }

    Counts merge(Counts other) {
      for (int actual = 0; actual < confusion.length; actual++) {
        for (int predicted = 0; predicted < confusion.length; predicted++) {
          confusion[actual][predicted] += other.confusion[actual][predicted];
        }
      }
      loss.add(other.loss);
      return this;
    }
  }

  private record ShardEvaluation(
      Network network, InputScaling scaling, Broadcast<float[]> parameters)
      implements Function2<Counts, Shard, Counts> {
    @Override
    public Counts call(Counts counts, Shard shard) {
      Batch batch = Batch.of(network);
      int[] order = IntStream.range(0, shard.size()).toArray();
      double lossSum = 0;
      for (int from = 0; from < shard.size(); from += Batch.CAPACITY) {
        int count = batch.load(shard, order, from, shard.size(), scaling);
        float[] logits = batch.logits(parameters.value(), count);
        for (int b = 0; b < count; b++) {
          counts.confusion[batch.labels[b]][network.classOf(logits, b)]++;
        }
        lossSum += batch.mlp.lossSum(logits, batch.labels, count);
      }
      counts.loss.add(lossSum);
      return counts;
    }
  }

  private static final class MergeCounts implements Function2<Counts, Counts, Counts> {
    private static final long serialVersionUID = 1L;

    @Override
    public Counts call(Counts a, Counts b) {
      return a.merge(b);
    }
  }
}
