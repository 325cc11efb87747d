package dev.lockstep.report.paired;

import dev.lockstep.report.Disagreements;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Metric;

/**
 * The measures of two models of classes on the same examples.
 *
 * @param disagreements in the classes of the first model's evaluation, as both evaluations are
 * @param lossGain of the examples' losses, the first model's minus the second's
 */
public record PairedEvaluation(
    Evaluation first, Evaluation second, Disagreements disagreements, LossGain lossGain)
    implements PairedMeasures {

  @Override
  public double gain(Metric metric) {
    return switch (metric) {
      // Not a difference of ratios: 12 of 10,000 is 0.0012 to the last bit.
      case ACCURACY -> (double) netRight() / Math.max(1, first.count());
      case LOSS -> lossGain.mean();
      case MACRO_F1, BALANCED_ACCURACY, RMSE, MAE, R2 ->
          metric.gain(metric.of(first), metric.of(second));
    };
  }

  @Override
  public PairedEvaluation swapped() {
    return new PairedEvaluation(second, first, disagreements.swapped(), lossGain.swapped());
  }

  private long netRight() {
    return disagreements.onlySecondRight() - disagreements.onlyFirstRight();
  }

  /** Returns by how much a class's recall is worse with the second model; negative if better. */
  public double recallLoss(int c) {
    long fewer = first.confusion()[c][c] - second.confusion()[c][c];
    return (double) fewer / Math.max(1, first.actual(c));
  }
}
