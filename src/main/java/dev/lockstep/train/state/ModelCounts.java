package dev.lockstep.train.state;

import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.nn.Network;
import dev.lockstep.report.Calibration;
import dev.lockstep.report.Disagreements;
import dev.lockstep.report.Evaluation;
import java.io.Serializable;
import java.util.Optional;

/** What one model's {@link Evaluation} is made from, summed exactly over shards. */
final class ModelCounts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LOSS_EXPONENT = 20;

  private final long[][] confusion;
  private final ExactSum loss = new ExactSum(LOSS_EXPONENT);

  /** Null if the outputs are not probabilities. */
  private final Calibration calibration;

  ModelCounts(Network network) {
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
    return this;
  }

  Evaluation evaluation(long examples) {
    boolean measurable = loss.isFinite() && !loss.overflowed();
    double meanLoss = measurable ? loss.get(0) / examples : Double.NaN;
    return new Evaluation(meanLoss, confusion, Optional.ofNullable(calibration));
  }
}
