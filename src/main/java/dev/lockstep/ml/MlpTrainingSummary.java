package dev.lockstep.ml;

import dev.lockstep.train.Trainer;

/**
 * How a training went.
 *
 * @param objectiveHistory the mean loss of each epoch's examples, as they were when their turn came
 * @param examples rows that were trained on
 * @param totalSteps updates of the parameters
 * @param trainSeconds from the first step to the last
 */
public record MlpTrainingSummary(
    double[] objectiveHistory, long examples, long totalSteps, double trainSeconds) {

  static MlpTrainingSummary of(double[] meanLosses, long examples, Trainer.Timing timing) {
    return new MlpTrainingSummary(meanLosses, examples, timing.steps(), timing.seconds());
  }

  /** The number of epochs, which are what {@code maxIter} counts. */
  public int totalIterations() {
    return objectiveHistory.length;
  }
}
