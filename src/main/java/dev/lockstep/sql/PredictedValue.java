package dev.lockstep.sql;

import dev.lockstep.model.Model;
import dev.lockstep.scorer.Prediction;
import java.util.Arrays;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * What a model predicts.
 *
 * @param type text of the class's name, a double, or a struct of doubles for several targets
 */
record PredictedValue(DataType type) implements Output {
  static PredictedValue of(Model model, String place) {
    if (model.task().hasClasses()) {
      return new PredictedValue(DataTypes.StringType);
    }
    StructField[] fields =
        model.names().stream()
            .map(name -> DataTypes.createStructField(name, DataTypes.DoubleType, false))
            .toArray(StructField[]::new);
    return new PredictedValue(
        fields.length == 1 ? DataTypes.DoubleType : DataTypes.createStructType(fields));
  }

  @Override
  public Object of(Prediction prediction) {
    double[] values = prediction.values();
    if (values.length == 0) {
      return prediction.label();
    }
    return values.length == 1
        ? (Object) values[0]
        : RowFactory.create(Arrays.stream(values).boxed().toArray());
  }
}
