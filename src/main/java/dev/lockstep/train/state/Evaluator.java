package dev.lockstep.train.state;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.InputScaling;
import dev.lockstep.nn.Network;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Mistake;
import dev.lockstep.train.exchange.StepJob;
import dev.lockstep.train.step.Batch;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Counts a network's hits and misses on a data set, on the executors, a batch at a time. */
public final class Evaluator {
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
    return counts(spark, data, network, scaling, parameters, 0).evaluation(data.count());
  }

  /**
   * Does the same, and keeps the worst mistakes.
   *
   * @param most how many are kept
   */
  public static Tested test(
      JavaSparkContext spark,
      DataSet data,
      Network network,
      InputScaling scaling,
      float[] parameters,
      int most) {
    ModelCounts counts = counts(spark, data, network, scaling, parameters, most);
    return new Tested(counts.evaluation(data.count()), counts.worst());
  }

  private static ModelCounts counts(
      JavaSparkContext spark,
      DataSet data,
      Network network,
      InputScaling scaling,
      float[] parameters,
      int mostMistakes) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      return data.shards()
          .treeAggregate(
              new ModelCounts(network, mostMistakes),
              new ShardEvaluation(network, scaling, broadcast),
              new MergeCounts(),
              StepJob.treeDepth(data.partitions()));
    } finally {
      broadcast.destroy();
    }
  }

  /**
   * The result of a test.
   *
   * @param mistakes the worst, the worst first; the same in every layout
   */
  public record Tested(Evaluation evaluation, List<Mistake> mistakes) {}

  private record ShardEvaluation(
      Network network, InputScaling scaling, Broadcast<float[]> parameters)
      implements Function2<ModelCounts, Shard, ModelCounts> {
    @Override
    public ModelCounts call(ModelCounts counts, Shard shard) {
      Batch batch = Batch.of(network);
      BatchScores scores = new BatchScores(network);
      int[] order = IntStream.range(0, shard.size()).toArray();
      double lossSum = 0;
      for (int from = 0; from < shard.size(); from += Batch.CAPACITY) {
        int count = batch.load(shard, order, from, shard.size(), scaling);
        lossSum += scores.score(batch, parameters.value(), count);
        counts.add(scores, batch.labels, count);
        counts.addMistakes(scores, shard, from, count);
      }
      counts.addLoss(lossSum);
      return counts;
    }
  }

  private static final class MergeCounts
      implements Function2<ModelCounts, ModelCounts, ModelCounts> {
    private static final long serialVersionUID = 1L;

    @Override
    public ModelCounts call(ModelCounts a, ModelCounts b) {
      return a.merge(b);
    }
  }
}
