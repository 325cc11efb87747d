package dev.lockstep.ml;

import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.spark.ml.util.Summary;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple3;

/**
 * Spark's measures of a model of numbers on rows with labels, in the labels' own units, computed
 * when one is asked for; the names are those of Spark's {@code LinearRegressionSummary}. Rows weigh
 * what the weight column says, if the params name one that the rows have, else 1.
 */
public abstract class ValueMeasures implements Summary, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient Supplier<Dataset<Row>> maker;
  private final String predictionCol;
  private final String labelCol;
  private final String weightCol;

  private transient Dataset<Row> predictions;
  private transient RegressionMetrics metrics;

  ValueMeasures(Predicted predicted) {
    maker = predicted.rows();
    predictionCol = predicted.predictionCol();
    labelCol = predicted.labelCol();
    weightCol = predicted.weightCol();
  }

  /** Returns what {@code transform} makes of the rows. */
  public Dataset<Row> predictions() {
    if (predictions == null) {
      predictions = maker.get();
    }
    return predictions;
  }

  public String predictionCol() {
    return predictionCol;
  }

  public String labelCol() {
    return labelCol;
  }

  /** Returns the column of the rows' weights; empty if each weighs 1. */
  public String weightCol() {
    return weightCol;
  }

  /** Returns a column {@code residuals}: label minus prediction. */
  public Dataset<Row> residuals() {
    return predictions().select(real(labelCol).minus(real(predictionCol)).as("residuals"));
  }

  /** Returns the number of rows. */
  public long numInstances() {
    return predictions().count();
  }

  /** Returns the mean of the squares of prediction minus mean label. */
  public double explainedVariance() {
    return metrics().explainedVariance();
  }

  public double meanAbsoluteError() {
    return metrics().meanAbsoluteError();
  }

  public double meanSquaredError() {
    return metrics().meanSquaredError();
  }

  public double rootMeanSquaredError() {
    return metrics().rootMeanSquaredError();
  }

  /** Returns the share of the labels' variation that the predictions explain. */
  public double r2() {
    return metrics().r2();
  }

  private RegressionMetrics metrics() {
    if (metrics == null) {
      Column weight = weightCol.isEmpty() ? functions.lit(1.0) : real(weightCol);
      RDD<Tuple3<Object, Object, Object>> triples =
          predictions()
              .select(real(predictionCol), real(labelCol), weight)
              .javaRDD()
              .map(row -> new Tuple3<>(row.get(0), row.get(1), row.get(2)))
              .rdd();
      metrics = new RegressionMetrics(triples, /* throughOrigin= */ false);
    }
    return metrics;
  }

  private static Column real(String column) {
    return functions.col("`" + column + "`").cast(DataTypes.DoubleType);
  }
}
