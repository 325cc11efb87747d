package dev.lockstep.ml.param;

import org.apache.spark.ml.PredictorParams;

/** A stage with Spark's columns of labels, features and predictions, and a table of more params. */
public interface HasParamTable extends PredictorParams {
  /** Returns the table, which the stage's constructor makes. */
  ParamTable paramTable();
}
