package dev.lockstep.sql;

import dev.lockstep.scorer.Prediction;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/** What a function returns of a prediction. */
interface Output extends Serializable {
  DataType type();

  Object of(Prediction prediction);
}
