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

  /** Returns the same with the models' places exchanged. */
  PairedMeasures swapped();

  /** Returns what is a gain of 1 where a least gain is asked for. */
  default double unit() {
    return 1;
  }

  /**
   * Differences of losses over all examples.
   *
   * @param mean NaN if a loss is not finite
   * @param variance of the differences, with one degree of freedom less than examples; NaN if a
   *     loss is not finite
   */
  record LossGain(double mean, double variance) {
    LossGain swapped() {
      return new LossGain(-mean, variance);
    }
  }

  /**
   * The measures of two models of numbers; both losses are in one scaling, so that they compare.
   *
   * @param least the mean loss of a model that predicts every number as it is
   */
  record Numbers(ValueEvaluation first, ValueEvaluation second, LossGain lossGain, double least)
      implements PairedMeasures {
    @Override
    public Numbers swapped() {
      return new Numbers(second, first, lossGain.swapped(), least);
    }

    /** A gain in the loss is a share of what the first model loses, whatever the units. */
    @Override
    public double unit() {
      return Math.max(0, first.meanLoss() - least);
    }

    @Override
    public double gain(Metric metric) {
      return metric == Metric.LOSS
          ? lossGain.mean()
          : metric.gain(metric.of(first), metric.of(second));
    }
  }
}
