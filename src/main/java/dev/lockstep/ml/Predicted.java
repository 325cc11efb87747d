package dev.lockstep.ml;

import dev.lockstep.ml.param.MlpParams;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows with labels and a model's predictions.
 *
 * @param rows makes them
 * @param weightCol empty if each row weighs 1
 */
record Predicted(
    Supplier<Dataset<Row>> rows, String predictionCol, String labelCol, String weightCol) {

  /**
   * Returns what a model will make of rows.
   *
   * @param model transforms rows; whose weight column counts if the rows have it
   * @param rows with labels
   */
  static <M extends org.apache.spark.ml.Model<M> & MlpParams> Predicted of(
      M model, String predictionCol, Dataset<?> rows) {
    String weight = model.isDefined(model.weightCol()) ? model.getWeightCol() : "";
    boolean has = List.of(rows.columns()).contains(weight);
    return new Predicted(
        () -> model.transform(rows), predictionCol, model.getLabelCol(), has ? weight : "");
  }
}
