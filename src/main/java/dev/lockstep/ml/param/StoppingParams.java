package dev.lockstep.ml.param;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/** The params that prevent overfitting, decide when to stop, and let a stopped fit go on. */
public interface StoppingParams extends HasParamTable {

  default DoubleParam dropout() {
    return paramTable().real("dropout");
  }

  default double getDropout() {
    return (Double) getOrDefault(dropout());
  }

  default DoubleParam l1() {
    return paramTable().real("l1");
  }

  default double getL1() {
    return (Double) getOrDefault(l1());
  }

  default DoubleParam l2() {
    return paramTable().real("l2");
  }

  default double getL2() {
    return (Double) getOrDefault(l2());
  }

  default DoubleParam validationFraction() {
    return paramTable().real("validationFraction");
  }

  default double getValidationFraction() {
    return (Double) getOrDefault(validationFraction());
  }

  default Param<String> validationIndicatorCol() {
    return paramTable().param("validationIndicatorCol");
  }

  /** Returns the column that was set. @throws java.util.NoSuchElementException if none was */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  default IntParam patience() {
    return paramTable().whole("patience");
  }

  default int getPatience() {
    return (Integer) getOrDefault(patience());
  }

  default Param<String> stopOn() {
    return paramTable().param("stopOn");
  }

  default String getStopOn() {
    return getOrDefault(stopOn());
  }

  default Param<String> checkpointDir() {
    return paramTable().param("checkpointDir");
  }

  /** Returns the folder that was set. @throws java.util.NoSuchElementException if none was */
  default String getCheckpointDir() {
    return getOrDefault(checkpointDir());
  }

  default IntParam checkpointInterval() {
    return paramTable().whole("checkpointInterval");
  }

  default int getCheckpointInterval() {
    return (Integer) getOrDefault(checkpointInterval());
  }
}
