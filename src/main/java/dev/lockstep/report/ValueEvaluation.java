package dev.lockstep.report;

import java.io.Serializable;
import java.util.Arrays;
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

  /** Returns the measures of one of the targets, with the loss of all. */
  public ValueEvaluation ofTarget(int target) {
    return new ValueEvaluation(meanLoss, List.of(targets.get(target)));
  }

  private double mean(ToDoubleFunction<Target> measure) {
    double sum = 0;
    for (Target target : targets) {
      sum += measure.applyAsDouble(target);
    }
    return sum / targets.size();
  }

  /** Returns the measures; of several targets those that have no unit, for they are means. */
  @Override
  public String line() {
    if (targets.size() > 1) {
      return String.format(Locale.ROOT, "mean R2 %.4f, mean loss %.4f", r2(), meanLoss);
    }
    return String.format(
        Locale.ROOT, "RMSE %.6g, MAE %.6g, R2 %.4f, mean loss %.4f", rmse(), mae(), r2(), meanLoss);
  }

  @Override
  public String toString() {
    return "ValueEvaluation: " + line();
  }

  /**
   * Counts of a target's predictions: over a grid of actual against predicted numbers, and over
   * bins of their residuals, prediction minus actual number. The grid and the bins are those of the
   * target's scaling, so all counts are whole numbers that depend on no order and no layout.
   */
  public static final class ErrorCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The cells along each side of the grid. */
    public static final int SIDE = 64;

    /** The bins of residuals; half of them are below 0. */
    public static final int BINS = 2048;

    private static final int CELLS_PER_DIVISOR = 8;
    private static final int BINS_PER_DIVISOR = 256;

    private final double from;
    private final double divisor;

    /** [SIDE][SIDE], of actual and predicted cells. */
    private final long[][] cells = new long[SIDE][SIDE];

    private final long[] residuals = new long[BINS];

    /**
     * Creates counts of no examples.
     *
     * @param from the lower edge of the grid's first cell
     * @param divisor the target's; eight cells are as wide
     */
    public ErrorCounts(double from, double divisor) {
      if (!Double.isFinite(from) || !(divisor > 0) || Double.isInfinite(divisor)) {
        throw new IllegalArgumentException("a grid from " + from + " by " + divisor);
      }
      this.from = from;
      this.divisor = divisor;
    }

    /**
     * Returns no counts for a scaled target. The grid reaches four divisors to each side of the
     * offset, and of counts eight upwards.
     */
    public static ErrorCounts around(double offset, double divisor, boolean isOfCounts) {
      int below = isOfCounts ? 0 : SIDE / 2 / CELLS_PER_DIVISOR;
      return new ErrorCounts(offset - below * divisor, divisor);
    }

    /**
     * Counts an example. What is beyond an end counts in the last cell or bin there; a prediction
     * that is not finite is not counted.
     */
    public void add(double predicted, double actual) {
      if (Double.isFinite(predicted)) {
        cells[cell(actual)][cell(predicted)]++;
        double bin = (predicted - actual) / divisor * BINS_PER_DIVISOR;
        residuals[clamped(Math.floor(bin) + BINS / 2, BINS)]++;
      }
    }

    private int cell(double value) {
      return clamped(Math.floor((value - from) / divisor * CELLS_PER_DIVISOR), SIDE);
    }

    private static int clamped(double place, int places) {
      return (int) Math.max(0, Math.min(places - 1, place));
    }

    /** Adds another's counts, of the same grid. */
    public void add(ErrorCounts other) {
      for (int a = 0; a < SIDE; a++) {
        for (int p = 0; p < SIDE; p++) {
          cells[a][p] += other.cells[a][p];
        }
      }
      for (int bin = 0; bin < BINS; bin++) {
        residuals[bin] += other.residuals[bin];
      }
    }

    /** Sets a recorded count of a cell. */
    public void setCell(int actual, int predicted, long count) {
      cells[actual][predicted] = count;
    }

    /** Sets a recorded count of a bin. */
    public void setResiduals(int bin, long count) {
      residuals[bin] = count;
    }

    /** Returns the lower edge of the first cell. */
    public double from() {
      return from;
    }

    public double divisor() {
      return divisor;
    }

    /** Returns the number of examples in a cell. */
    public long cell(int actual, int predicted) {
      return cells[actual][predicted];
    }

    /** Returns the number of examples in a bin of residuals. */
    public long residuals(int bin) {
      return residuals[bin];
    }

    /** Returns the number of examples that are counted. */
    public long count() {
      return Arrays.stream(residuals).sum();
    }

    /**
     * Returns the lower edge of a cell, in the target's units; the upper one is the next cell's.
     */
    public double cellFrom(int cell) {
      return from + divisor * cell / CELLS_PER_DIVISOR;
    }

    /** Returns the lower edge of a bin of residuals, in the target's units. */
    public double binFrom(int bin) {
      return divisor * (bin - BINS / 2) / BINS_PER_DIVISOR;
    }
  }
}
