package dev.lockstep.cli.show;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.model.Model;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;

/**
 * A model's first answers in the order of the examples' content, which depends on no layout.
 *
 * @param first the first ones that are wanted
 * @param wrong the wrong ones among all
 */
record Answers(List<Answer> first, long wrong) implements Serializable {
  private static final Comparator<Answer> BY_CONTENT =
      (one, other) -> Long.compareUnsigned(one.address(), other.address());

  /**
   * Scores a data set.
   *
   * @param most the number of answers to return
   * @param wrongOnly true for wrong answers alone
   */
  static Answers of(DataSet data, Model model, int most, boolean wrongOnly) {
    return data.shards()
        .map(new OfShard(model, most, wrongOnly))
        .fold(new Answers(List.of(), 0), new Merge(most));
  }

  private record OfShard(Model model, int most, boolean wrongOnly)
      implements Function<Shard, Answers> {
    @Override
    public Answers call(Shard shard) {
      Network network = model.network();
      BlockScorer scorer = new BlockScorer(network, model.preprocessing(), model.parameters(), 1);
      PriorityQueue<Answer> kept = new PriorityQueue<>(BY_CONTENT.reversed());
      float[] buffer = new float[model.preprocessing().cells()];
      long wrong = 0;
      for (int i = 0; i < shard.size(); i++) {
        double[] x = new double[model.preprocessing().cells()];
        shard.copyFeatures(i, x, buffer);
        float[] outputs = scorer.logits(x, 1);
        int predicted = network.classOf(outputs, 0);
        scorer.toOutputs(outputs, 1);
        Answer answer =
            new Answer(
                shard.address(i), shard.label(i), predicted, Answer.scores(network, outputs), x);
        wrong += answer.isWrong() ? 1 : 0;
        if (!wrongOnly || answer.isWrong()) {
          kept.add(answer);
          if (kept.size() > most) {
            kept.poll();
          }
        }
      }
      return new Answers(sorted(new ArrayList<>(kept), most), wrong);
    }
  }

  private record Merge(int most) implements Function2<Answers, Answers, Answers> {
    @Override
    public Answers call(Answers one, Answers other) {
      List<Answer> both = new ArrayList<>(one.first);
      both.addAll(other.first);
      return new Answers(sorted(both, most), one.wrong + other.wrong);
    }
  }

  private static List<Answer> sorted(List<Answer> answers, int most) {
    answers.sort(BY_CONTENT);
    return new ArrayList<>(answers.subList(0, Math.min(most, answers.size())));
  }
}
