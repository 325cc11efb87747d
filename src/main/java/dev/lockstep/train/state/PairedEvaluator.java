package dev.lockstep.train.state;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.Encoder;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.model.Model;
import dev.lockstep.report.paired.PairedEvaluation;
import dev.lockstep.report.paired.PairedMeasures;
import dev.lockstep.train.exchange.StepJob;
import dev.lockstep.train.step.Batch;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Scores two models on the same examples in one pass over the shards. */
public final class PairedEvaluator {
  private PairedEvaluator() {}

  /**
   * Evaluates two models of classes on all of a data set, each example counted once, whatever its
   * weight. Each model's measures are those that {@link Evaluator} returns.
   *
   * @param data as read, not narrowed, with features in the order of the first model's, and labels
   *     that are its classes; with the categories of both models, see {@link InputColumn#knowing}
   */
  public static PairedEvaluation evaluate(JavaSparkContext spark, DataSet data, ModelPair pair) {
    return (PairedEvaluation) measure(spark, data, pair);
  }

  /**
   * Does the same for models of classes or of numbers; losses of numbers are the first model's loss
   * of targets and predictions, both models' in the scaling of the pair.
   */
  public static PairedMeasures measure(JavaSparkContext spark, DataSet data, ModelPair pair) {
    Broadcast<ModelPair> broadcast = spark.broadcast(pair);
    try {
      return data.shards()
          .treeAggregate(
              new PairCounts(pair),
              new ShardEvaluation(
                  broadcast, encoder(data, pair, pair.first), encoder(data, pair, pair.second)),
              new MergeCounts(),
              StepJob.treeDepth(data.partitions()))
          .measures(data.count());
    } finally {
      broadcast.destroy();
    }
  }

  /** Returns what makes a model's inputs of the data; null if both are plain numbers. */
  private static Encoder encoder(DataSet data, ModelPair pair, Model model) {
    if (data.columns().isEmpty() && model.preprocessing().isPlain()) {
      return null;
    }
    List<InputColumn> columns =
        data.columns().isEmpty()
            ? pair.first.featureNames().stream().map(n -> (InputColumn) NumberColumn.of(n)).toList()
            : data.columns();
    return data.with(columns).encoder(model.preprocessing(), model.featureNames());
  }

  /**
   * Evaluates a shard.
   *
   * @param first null where the data and the model's inputs are plain numbers
   * @param second likewise
   */
  private record ShardEvaluation(Broadcast<ModelPair> pair, Encoder first, Encoder second)
      implements Function2<PairCounts, Shard, PairCounts> {
    @Override
    public PairCounts call(PairCounts counts, Shard shard) {
      ModelPair models = pair.value();
      Shard forFirst =
          first == null ? shard.narrowed(models.first.scaling(), null) : shard.encoded(first);
      Shard forSecond =
          models.takeTheSame()
              ? forFirst
              : second == null
                  ? shard.narrowed(models.second.scaling(), models.features)
                  : shard.encoded(second);
      if (models.first.task().hasClasses()) {
        new ShardPass(models, forFirst, forSecond).run(counts);
      } else {
        new NumbersPass(models, forFirst, forSecond).run(counts);
      }
      return counts;
    }
  }

  /** The passage of a shard through both networks, a batch at a time. */
  private static final class ShardPass {
    private final ModelPair pair;
    private final Shard forFirst;
    private final Shard forSecond;
    private final Batch firstBatch;
    private final Batch secondBatch;
    private final BatchScores firstScores;
    private final BatchScores secondScores;
    private final int[] order;
    private final int[] labels = new int[Batch.CAPACITY];

    ShardPass(ModelPair pair, Shard forFirst, Shard forSecond) {
      Model first = pair.first;
      Model second = pair.second;
      this.pair = pair;
      this.forFirst = forFirst;
      this.forSecond = forSecond;
      firstBatch = Batch.of(first.network());
      secondBatch =
          first.network().equals(second.network()) ? firstBatch : Batch.beside(second.network());
      firstScores = new BatchScores(first.network());
      secondScores = new BatchScores(second.network());
      order = IntStream.range(0, forFirst.size()).toArray();
    }

    void run(PairCounts counts) {
      double firstLoss = 0;
      double secondLoss = 0;
      double differences = 0;
      double squares = 0;
      for (int from = 0; from < order.length; from += Batch.CAPACITY) {
        int count = firstBatch.load(forFirst, order, from, order.length, pair.first.scaling());
        System.arraycopy(firstBatch.labels, 0, labels, 0, count);
        firstLoss += firstScores.score(firstBatch, pair.first.parameters(), count);
        secondLoss += scoreSecond(from, count);
        for (int b = 0; b < count; b++) {
          double difference = firstScores.losses[b] - secondScores.losses[b];
          differences += difference;
          squares += difference * difference;
          counts.disagreements.add(labels[b], firstScores.predicted[b], secondScores.predicted[b]);
        }
        ((ClassTally) counts.first).add(firstScores, labels, count);
        ((ClassTally) counts.second).add(secondScores, labels, count);
      }
      counts.first.endShard(firstLoss);
      counts.second.endShard(secondLoss);
      counts.addDifferences(differences, squares);
    }

    /** Returns the sum of the second model's losses; its predictions become the first's classes. */
    private double scoreSecond(int from, int count) {
      if (!pair.takeTheSame()) {
        secondBatch.load(forSecond, order, from, order.length, pair.second.scaling());
      }
      if (pair.toSecond != null) {
        for (int b = 0; b < count; b++) {
          secondBatch.labels[b] = pair.toSecond[labels[b]];
        }
      }
      double lossSum = secondScores.score(secondBatch, pair.second.parameters(), count);
      for (int b = 0; pair.toFirst != null && b < count; b++) {
        secondScores.predicted[b] = pair.toFirst[secondScores.predicted[b]];
      }
      return lossSum;
    }
  }

  private static final class MergeCounts implements Function2<PairCounts, PairCounts, PairCounts> {
    private static final long serialVersionUID = 1L;

    @Override
    public PairCounts call(PairCounts a, PairCounts b) {
      return a.merge(b);
    }
  }
}
