package dev.lockstep.ml;

import dev.lockstep.ml.fit.Fit;
import dev.lockstep.report.Validation;
import java.util.List;

/**
 * The course of a training that learns a number.
 *
 * @param objectiveHistory the mean loss of each epoch's examples, computed in their steps, of
 *     scaled targets
 * @param validationLosses the mean loss on the validation set after each epoch; empty without any
 * @param validationRmses the root of these rows' mean squared error, in the target's own units
 * @param modelEpoch the epoch, from 1, after which the model has its weights: the last one, or with
 *     {@code patience} the best
 * @param examples the rows that were trained on
 * @param totalSteps updates of the parameters
 * @param trainSeconds from the first step to the last
 */
public record MlpRegressionSummary(
    double[] objectiveHistory,
    double[] validationLosses,
    double[] validationRmses,
    int modelEpoch,
    long examples,
    long totalSteps,
    double trainSeconds) {

  static MlpRegressionSummary of(Fit.Result result) {
    List<Validation> validation = result.trained().validation();
    return new MlpRegressionSummary(
        result.meanLosses().stream().mapToDouble(Double::doubleValue).toArray(),
        validation.stream().mapToDouble(Validation::meanLoss).toArray(),
        validation.stream().mapToDouble(Validation::measure).toArray(),
        result.modelEpoch(),
        result.examples(),
        result.trained().timing().steps(),
        result.trained().timing().seconds());
  }

  /** Returns the number of epochs, which {@code maxIter} limits. */
  public int totalIterations() {
    return objectiveHistory.length;
  }
}
