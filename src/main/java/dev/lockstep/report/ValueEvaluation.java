package dev.lockstep.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A model's measures on a data set of numbers to predict; each example counts once, whatever its
 * weight in training.
 *
 * @param meanLoss the mean of the examples' losses, in the model's scaled units; NaN if one is not
 *     finite
 * @param targets the sums of each number that is predicted, in its own units
 */
public record ValueEvaluation(double meanLoss, List<Target> targets) implements Measured {
  public ValueEvaluation {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("an evaluation of no target");
    }
  }

  /**
   * The sums over the examples of one number that is predicted. A sum is NaN if a prediction is not
   * finite.
   *
   * @param squaredErrors of the squares of prediction minus target
   * @param absoluteErrors of the sizes of prediction minus target
   * @param variation of the squares of target minus the mean of the targets
   * @param deviance Poisson's, of a model of counts; NaN for other models
   * @param covered how many targets are not above their predictions
   */
  public record Target(
      long count,
      double squaredErrors,
      double absoluteErrors,
      double variation,
      double deviance,
      long covered) {
    /** Returns the root of the mean squared error. */
    public double rmse() {
      return Math.sqrt(squaredErrors / count);
    }

    /** Returns the mean absolute error. */
    public double mae() {
      return absoluteErrors / count;
    }

    /**
     * Returns the share of the targets' variation that the predictions explain; NaN where all
     * targets are equal.
     */
    public double r2() {
      return variation == 0 ? Double.NaN : 1 - squaredErrors / variation;
    }

    /** Returns the mean deviance; NaN for models that are not of counts. */
    public double meanDeviance() {
      return deviance / count;
    }

    /** Returns the share of the targets that are not above their predictions. */
    public double coverage() {
      return ClassCounts.ratio(covered, count);
    }
  }

  @Override
  public long count() {
    return targets.get(0).count();
  }

  /** Returns the mean over the targets of the root of the mean squared error. */
  public double rmse() {
    return mean(Target::rmse);
  }

  /** Returns the mean over the targets of the mean absolute error. */
  public double mae() {
    return mean(Target::mae);
  }

  /** Returns the mean over the targets of the share of their variation that is explained. */
  public double r2() {
    return mean(Target::r2);
  }

  private double mean(ToDoubleFunction<Target> measure) {
    double sum = 0;
    for (Target target : targets) {
      sum += measure.applyAsDouble(target);
    }
    return sum / targets.size();
  }

  @Override
  public String line() {
    return String.format(
        Locale.ROOT, "RMSE %.6g, MAE %.6g, R2 %.4f, mean loss %.4f", rmse(), mae(), r2(), meanLoss);
  }
}
