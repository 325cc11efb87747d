package dev.lockstep.sql;

import dev.lockstep.data.table.SparkValue;
import dev.lockstep.model.Model;
import dev.lockstep.scorer.Prediction;
import dev.lockstep.scorer.Scorer;
import java.io.Serializable;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;

/** Scores a row. */
final class RowScoring extends AbstractFunction1<Row, Object> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Model model;

  /** The model's columns among a row's fields; null where one field holds all features. */
  private final int[] places;

  private final Output output;
  private transient Scorer scorer;

  /**
   * Creates a function.
   *
   * @param places of the model's columns among a row's fields, in the columns' order; null for one
   *     field, a vector or an array of all features
   */
  RowScoring(Model model, int[] places, Output output) {
    this.model = model;
    this.places = places;
    this.output = output;
  }

  @Override
  public Object apply(Row row) {
    if (row == null || (places == null && row.isNullAt(0))) {
      return null;
    }
    return output.of(predict(scorer(), row));
  }

  private synchronized Scorer scorer() {
    if (scorer == null) {
      scorer = Scorer.of(model);
    }
    return scorer;
  }

  private Prediction predict(Scorer scorer, Row row) {
    if (places == null) {
      return scorer.predict(numbers(row.get(0)));
    }
    Object[] cells = new Object[places.length];
    for (int c = 0; c < cells.length; c++) {
      cells[c] = SparkValue.plain(row.get(places[c]));
    }
    return scorer.predict(cells);
  }

  private static double[] numbers(Object features) {
    if (features instanceof Vector vector) {
      return vector.toArray();
    }
    Seq<?> values = (Seq<?>) features;
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      Number number = (Number) values.apply(i);
      numbers[i] = number == null ? Double.NaN : number.doubleValue();
    }
    return numbers;
  }
}
