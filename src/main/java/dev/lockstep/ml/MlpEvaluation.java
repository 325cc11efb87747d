package dev.lockstep.ml;

import dev.lockstep.report.Evaluation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A classifier's measures on rows with labels: Spark's, and Lockstep's, to which each row counts
 * once, whatever its weight.
 */
public final class MlpEvaluation extends ClassMeasures {
  private static final long serialVersionUID = 1L;

  private final transient Evaluation figures;

  /**
   * Creates the measures.
   *
   * @param likeliest the figures where the most likely class is predicted
   */
  MlpEvaluation(Evaluation likeliest, boolean byThresholds, Predicted predicted) {
    super(predicted);
    figures =
        byThresholds
            ? new Evaluation(
                likeliest.meanLoss(), counted(likeliest.classes()), likeliest.calibration())
            : likeliest;
  }

  private long[][] counted(int classes) {
    long[][] counts = new long[classes][classes];
    Dataset<Row> pairs =
        predictions()
            .groupBy(
                functions.col("`" + labelCol() + "`").cast("int"),
                functions.col("`" + predictionCol() + "`").cast("int"))
            .count();
    for (Row pair : pairs.collectAsList()) {
      counts[pair.getInt(0)][pair.getInt(1)] = pair.getLong(2);
    }
    return counts;
  }

  /** Returns the figures as the command line has them. */
  public Evaluation figures() {
    return figures;
  }

  /** Returns the share of the rows, by their weights, that are classified correctly. */
  @Override
  public double accuracy() {
    return weightCol().isEmpty() ? figures.accuracy() : super.accuracy();
  }

  /** Returns the mean of the rows' losses. */
  public double meanLoss() {
    return figures.meanLoss();
  }

  /** Returns the number of rows. */
  public long count() {
    return figures.count();
  }

  /** Returns the number of rows that are classified correctly. */
  public long correct() {
    return figures.correct();
  }

  /** Returns [actual class][predicted class], counts of rows. */
  public long[][] confusion() {
    return figures.confusion();
  }

  /** Returns accuracy and mean loss in one line. */
  public String line() {
    return figures.line();
  }

  @Override
  public String toString() {
    return "MlpEvaluation: " + line();
  }
}
