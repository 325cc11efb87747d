package dev.lockstep.train.state;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Mistake;
import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import dev.lockstep.train.exchange.StepJob;
import dev.lockstep.train.step.Batch;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Measures a network on a data set, on the executors, a batch at a time. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * Evaluates parameters on all of a data set of classes, each example counted once, whatever its
   * weight.
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
    return tally(spark, data, new ClassTally(network, 0), network, scaling, parameters)
        .measured(data.count())
        .ofClasses()
        .orElseThrow();
  }

  /** Evaluates a model. See {@link #evaluate}. */
  public static Measured measure(JavaSparkContext spark, DataSet data, Model model) {
    Tally none = Tally.of(model.network(), model.task(), 0);
    return tally(spark, data, none, model.network(), model.scaling(), model.parameters())
        .measured(data.count());
  }

  /** Evaluates parameters of a recipe. See {@link #evaluate}. */
  public static Measured measure(
      JavaSparkContext spark, DataSet data, Recipe recipe, float[] parameters) {
    return test(spark, data, recipe, parameters, 0).measured();
  }

  /**
   * Does the same, and keeps the worst mistakes.
   *
   * @param most how many are kept
   */
  public static Tested test(
      JavaSparkContext spark, DataSet data, Recipe recipe, float[] parameters, int most) {
    Tally none = Tally.of(recipe.network(), recipe.task(), most);
    Tally tally = tally(spark, data, none, recipe.network(), recipe.scaling(), parameters);
    return new Tested(tally.measured(data.count()), tally.worst(), tally.errors());
  }

  private static Tally tally(
      JavaSparkContext spark,
      DataSet data,
      Tally none,
      Network network,
      InputScaling scaling,
      float[] parameters) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      return data.shards()
          .treeAggregate(
              none,
              new ShardEvaluation(network, scaling, broadcast),
              new MergeTallies(),
              StepJob.treeDepth(data.partitions()));
    } finally {
      broadcast.destroy();
    }
  }

  /**
   * The result of a test.
   *
   * @param mistakes the worst, the worst first; the same in every layout
   * @param errors of the first targets of a model of numbers, if mistakes are kept
   */
  public record Tested(Measured measured, List<Mistake> mistakes, List<ErrorCounts> errors) {}

  private record ShardEvaluation(
      Network network, InputScaling scaling, Broadcast<float[]> parameters)
      implements Function2<Tally, Shard, Tally> {
    @Override
    public Tally call(Tally tally, Shard shard) {
      Batch batch = Batch.of(network);
      int[] order = IntStream.range(0, shard.size()).toArray();
      double lossSum = 0;
      for (int from = 0; from < shard.size(); from += Batch.CAPACITY) {
        int count = batch.load(shard, order, from, shard.size(), scaling);
        lossSum += tally.score(batch, parameters.value(), shard, from, count);
      }
      tally.endShard(lossSum);
      return tally;
    }
  }

  private static final class MergeTallies implements Function2<Tally, Tally, Tally> {
    private static final long serialVersionUID = 1L;

    @Override
    public Tally call(Tally a, Tally b) {
      return a.merge(b);
    }
  }
}
