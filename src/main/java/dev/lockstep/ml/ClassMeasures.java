package dev.lockstep.ml;

import java.util.function.Supplier;
import org.apache.spark.ml.classification.ClassificationSummary;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationSummary;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Spark's measures of a classifier on rows with labels, computed when one is asked for. The classes
 * are predicted as {@code transform} does, by {@code thresholds} too. Rows weigh what the weight
 * column says, if the params name one that the rows have, else 1. Arrays have an element for each
 * of {@link #labels}.
 */
public abstract class ClassMeasures implements MultilayerPerceptronClassificationSummary {
  private static final long serialVersionUID = 1L;

  private final transient Supplier<Dataset<Row>> maker;
  private final String predictionCol;
  private final String labelCol;
  private final String weightCol;

  private transient Dataset<Row> predictions;
  private transient MulticlassMetrics metrics;

  ClassMeasures(Predicted predicted) {
    maker = predicted.rows();
    predictionCol = predicted.predictionCol();
    labelCol = predicted.labelCol();
    weightCol = predicted.weightCol();
  }

  /** Returns what {@code transform} makes of the rows. */
  @Override
  public Dataset<Row> predictions() {
    if (predictions == null) {
      predictions = maker.get();
    }
    return predictions;
  }

  @Override
  public String predictionCol() {
    return predictionCol;
  }

  @Override
  public String labelCol() {
    return labelCol;
  }

  /** Returns the column of the rows' weights; empty if each weighs 1. */
  @Override
  public String weightCol() {
    return weightCol;
  }

  // The traits of Spark have these, but Python's Py4J does not find methods of an interface.

  /** Returns the classes that are labels of rows, ascending. */
  @Override
  public double[] labels() {
    return MultilayerPerceptronClassificationSummary.super.labels();
  }

  @Override
  public double accuracy() {
    return MultilayerPerceptronClassificationSummary.super.accuracy();
  }

  @Override
  public double[] precisionByLabel() {
    return MultilayerPerceptronClassificationSummary.super.precisionByLabel();
  }

  @Override
  public double[] recallByLabel() {
    return MultilayerPerceptronClassificationSummary.super.recallByLabel();
  }

  @Override
  public double[] truePositiveRateByLabel() {
    return MultilayerPerceptronClassificationSummary.super.truePositiveRateByLabel();
  }

  @Override
  public double[] falsePositiveRateByLabel() {
    return MultilayerPerceptronClassificationSummary.super.falsePositiveRateByLabel();
  }

  @Override
  public double[] fMeasureByLabel(double beta) {
    return MultilayerPerceptronClassificationSummary.super.fMeasureByLabel(beta);
  }

  @Override
  public double[] fMeasureByLabel() {
    return MultilayerPerceptronClassificationSummary.super.fMeasureByLabel();
  }

  @Override
  public double weightedPrecision() {
    return MultilayerPerceptronClassificationSummary.super.weightedPrecision();
  }

  @Override
  public double weightedRecall() {
    return MultilayerPerceptronClassificationSummary.super.weightedRecall();
  }

  @Override
  public double weightedTruePositiveRate() {
    return MultilayerPerceptronClassificationSummary.super.weightedTruePositiveRate();
  }

  @Override
  public double weightedFalsePositiveRate() {
    return MultilayerPerceptronClassificationSummary.super.weightedFalsePositiveRate();
  }

  @Override
  public double weightedFMeasure(double beta) {
    return MultilayerPerceptronClassificationSummary.super.weightedFMeasure(beta);
  }

  @Override
  public double weightedFMeasure() {
    return MultilayerPerceptronClassificationSummary.super.weightedFMeasure();
  }

  // What Scala's compiler makes of the private metrics of Spark's trait, whose initializer would
  // predict all rows at once. It is called here when a measure needs it.

  @Override
  public MulticlassMetrics
      org$apache$spark$ml$classification$ClassificationSummary$$multiclassMetrics() {
    if (metrics == null) {
      ClassificationSummary.$init$(this);
    }
    return metrics;
  }

  @Override
  public void
      org$apache$spark$ml$classification$ClassificationSummary$_setter_$org$apache$spark$ml$classification$ClassificationSummary$$multiclassMetrics_$eq(
          MulticlassMetrics made) {
    metrics = made;
  }
}
