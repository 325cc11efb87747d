package dev.lockstep.sql;

import dev.lockstep.data.DataException;
import dev.lockstep.model.Model;
import dev.lockstep.scorer.Prediction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.jdk.javaapi.CollectionConverters;

/** The classes' probabilities, a map from their names, in their order. */
record ClassProbabilities(List<String> names) implements Output {
  static ClassProbabilities of(Model model, String place) {
    if (!model.network().loss().hasProbabilities()) {
      throw new DataException(place + ": the model's outputs are not probabilities");
    }
    return new ClassProbabilities(model.names());
  }

  @Override
  public DataType type() {
    return DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false);
  }

  @Override
  public Object of(Prediction prediction) {
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int c = 0; c < names.size(); c++) {
      probabilities.put(names.get(c), (double) prediction.outputs()[c]);
    }
    return CollectionConverters.asScala(probabilities);
  }
}
