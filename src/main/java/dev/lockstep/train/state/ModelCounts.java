package dev.lockstep.train.state;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.nn.Network;
import dev.lockstep.report.Calibration;
import dev.lockstep.report.Disagreements;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Mistake;
import dev.lockstep.report.Mistakes;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What one model's {@link Evaluation} is made from, summed exactly over shards. */
final class ModelCounts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LOSS_EXPONENT = 20;

  private final long[][] confusion;
  private final ExactSum loss = new ExactSum(LOSS_EXPONENT);

  /** Null if the outputs are not probabilities. */
  private final Calibration calibration;

  private final Mistakes mistakes;

  ModelCounts(Network network) {
    this(network, 0);
  }

  /**
   * Creates counts of no examples.
   *
   * @param mostMistakes how many of the worst mistakes are kept
   */
  ModelCounts(Network network, int mostMistakes) {
    mistakes = new Mistakes(mostMistakes);
    confusion = new long[network.classes()][network.classes()];
    calibration = network.loss().function().hasProbabilities() ? new Calibration() : null;
  }

  /** Adds scored examples, without their losses. */
  void add(BatchScores scores, int[] labels, int count) {
    for (int b = 0; b < count; b++) {
      confusion[labels[b]][scores.predicted[b]]++;
      if (calibration != null) {
        calibration.add(scores.confidence[b], scores.predicted[b] == labels[b]);
      }
    }
  }

  /**
   * Offers the mistakes among scored examples.
   *
   * @param from the place in the shard of the first of them; the others follow
   */
  void addMistakes(BatchScores scores, Shard shard, int from, int count) {
    for (int b = 0; b < count; b++) {
      int example = from + b;
      if (scores.predicted[b] != shard.label(example)) {
        int place = b;
        mistakes.offer(scores.losses[b], () -> mistake(scores, place, shard, example));
      }
    }
  }

  private Mistake mistake(BatchScores scores, int place, Shard shard, int example) {
    float[] features = new float[shard.features()];
    shard.copyFeatures(example, features, 0);
    return new Mistake(
        scores.losses[place],
        shard.idHigh(example),
        shard.idLow(example),
        shard.label(example),
        scores.predicted[place],
        calibration == null ? Float.NaN : scores.confidence[place],
        Arrays.copyOf(features, Math.min(features.length, Mistake.MOST_FEATURES)));
  }

  /** Adds the losses of all examples of a shard. */
  void addLoss(double lossSum) {
    loss.add(lossSum);
  }

  ModelCounts merge(ModelCounts other) {
    Disagreements.add(confusion, other.confusion);
    loss.add(other.loss);
    if (calibration != null) {
      calibration.add(other.calibration);
    }
    mistakes.addAll(other.mistakes);
    return this;
  }

  Evaluation evaluation(long examples) {
    boolean measurable = loss.isFinite() && !loss.overflowed();
    double meanLoss = measurable ? loss.get(0) / examples : Double.NaN;
    return new Evaluation(meanLoss, confusion, Optional.ofNullable(calibration));
  }

  /** Returns the worst mistakes, the worst first. */
  List<Mistake> worst() {
    return mistakes.worst();
  }
}
