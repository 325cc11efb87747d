package dev.lockstep.sql;

import dev.lockstep.data.table.SparkValue;
import dev.lockstep.model.Model;
import dev.lockstep.scorer.Prediction;
import dev.lockstep.scorer.Scorer;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;

/** Scores a row. */
final class RowScoring extends AbstractFunction1<Row, Object> implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a row holds. */
  enum Cells {
    /** The model's columns in their order. */
    OF_COLUMNS,
    /** Fields of which some are the model's columns, by their names. */
    BY_NAME,
    /** One field, a vector or an array of all features. */
    WHOLE
  }

  private final Model model;
  private final Cells form;
  private final Output output;
  private transient Scorer scorer;

  RowScoring(Model model, Cells form, Output output) {
    this.model = model;
    this.form = form;
    this.output = output;
  }

  @Override
  public Object apply(Row row) {
    if (row == null || (form == Cells.WHOLE && row.isNullAt(0))) {
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
    switch (form) {
      case OF_COLUMNS -> {
        Object[] cells = new Object[row.length()];
        for (int c = 0; c < cells.length; c++) {
          cells[c] = SparkValue.plain(row.get(c));
        }
        return scorer.predict(cells);
      }
      case BY_NAME -> {
        Map<String, Object> cells = new LinkedHashMap<>();
        for (String name : model.featureNames()) {
          cells.put(name, SparkValue.plain(row.get(row.fieldIndex(name))));
        }
        return scorer.predict(cells);
      }
      case WHOLE -> {
        return scorer.predict(numbers(row.get(0)));
      }
    }
    throw new AssertionError(form);
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
