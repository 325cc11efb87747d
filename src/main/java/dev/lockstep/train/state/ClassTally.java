package dev.lockstep.train.state;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.nn.Network;
import dev.lockstep.report.Calibration;
import dev.lockstep.report.Disagreements;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Mistake;
import dev.lockstep.report.Mistakes;
import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import dev.lockstep.train.step.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Counts of the classes that a model predicts. */
final class ClassTally extends Tally {
  private static final long serialVersionUID = 1L;

  private final long[][] confusion;
  private final ExactSum loss = new ExactSum(LOSS_EXPONENT);

  /** Null if the outputs are not probabilities. */
  private final Calibration calibration;

  private final Mistakes mistakes;

  /** Made where examples are scored. */
  private transient BatchScores scores;

  private final Network network;

  ClassTally(Network network) {
    this(network, 0);
  }

  /**
   * Creates counts of no examples.
   *
   * @param mostMistakes how many of the worst mistakes are kept
   */
  ClassTally(Network network, int mostMistakes) {
    this.network = network;
    mistakes = new Mistakes(mostMistakes);
    confusion = new long[network.classes()][network.classes()];
    calibration = network.loss().function().hasProbabilities() ? new Calibration() : null;
  }

  @Override
  double score(Batch batch, float[] parameters, Shard shard, int from, int count) {
    scores = scores == null ? new BatchScores(network) : scores;
    double lossSum = scores.score(batch, parameters, count);
    add(scores, batch.labels, count);
    addMistakes(scores, shard, from, count);
    return lossSum;
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
  private void addMistakes(BatchScores scores, Shard shard, int from, int count) {
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

  @Override
  void endShard(double lossSum) {
    loss.add(lossSum);
  }

  @Override
  Tally merge(Tally tally) {
    ClassTally other = (ClassTally) tally;
    Disagreements.add(confusion, other.confusion);
    loss.add(other.loss);
    if (calibration != null) {
      calibration.add(other.calibration);
    }
    mistakes.addAll(other.mistakes);
    return this;
  }

  @Override
  Evaluation measured(long examples) {
    boolean measurable = loss.isFinite() && !loss.overflowed();
    double meanLoss = measurable ? loss.get(0) / examples : Double.NaN;
    return new Evaluation(meanLoss, confusion, Optional.ofNullable(calibration));
  }

  @Override
  List<Mistake> worst() {
    return mistakes.worst();
  }

  @Override
  List<ErrorCounts> errors() {
    return List.of();
  }
}
