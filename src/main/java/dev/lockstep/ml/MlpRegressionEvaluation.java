package dev.lockstep.ml;

import dev.lockstep.report.ValueEvaluation;
import java.util.List;

/**
 * A model's measures on rows with numbers as labels: Spark's, and Lockstep's, to which each row
 * counts once, whatever its weight.
 */
public final class MlpRegressionEvaluation extends ValueMeasures {
  private static final long serialVersionUID = 1L;

  private final transient ValueEvaluation figures;

  MlpRegressionEvaluation(ValueEvaluation figures, Predicted predicted) {
    super(predicted);
    this.figures = figures;
  }

  /** Returns the figures as the command line has them. */
  public ValueEvaluation figures() {
    return figures;
  }

  /** Returns the root of the mean squared error. */
  public double rmse() {
    return figures.rmse();
  }

  /** Returns the mean absolute error. */
  public double mae() {
    return figures.mae();
  }

  /** Returns the share of the labels' variation, by the rows' weights, that is explained. */
  @Override
  public double r2() {
    return weightCol().isEmpty() ? figures.r2() : super.r2();
  }

  /** Returns the mean of the rows' losses, of scaled labels. */
  public double meanLoss() {
    return figures.meanLoss();
  }

  /** Returns the number of rows. */
  public long count() {
    return figures.count();
  }

  /** Returns the sums over the rows; one element. */
  public List<ValueEvaluation.Target> targets() {
    return figures.targets();
  }

  /** Returns the measures in one line. */
  public String line() {
    return figures.line();
  }

  @Override
  public String toString() {
    return "MlpRegressionEvaluation: " + line();
  }
}
