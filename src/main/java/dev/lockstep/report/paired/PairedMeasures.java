package dev.lockstep.report.paired;

import dev.lockstep.report.Measured;
import dev.lockstep.report.Metric;
import dev.lockstep.report.ValueEvaluation;

/** The measures of two models on the same examples: of classes, or of numbers. */
public sealed interface PairedMeasures permits PairedEvaluation, PairedMeasures.Numbers {
  Measured first();

  Measured second();

  /** Returns the differences of the examples' losses, the first model's minus the second's. */
  LossGain lossGain();

  /** Returns how much better the second model is; negative if it is worse. */
  double gain(Metric metric);

  /**
   * Differences of losses over all examples.
   *
   * @param mean NaN if a loss is not finite
   * @param variance of the differences, with one degree of freedom less than examples; NaN if a
   *     loss is not finite
   */
  record LossGain(double mean, double variance) {}

  /**
   * The measures of two models of numbers; both losses are in the first model's units, so that they
   * compare.
   */
  record Numbers(ValueEvaluation first, ValueEvaluation second, LossGain lossGain)
      implements PairedMeasures {
    @Override
    public double gain(Metric metric) {
      return metric == Metric.LOSS
          ? lossGain.mean()
          : metric.gain(metric.of(first), metric.of(second));
    }
  }
}
