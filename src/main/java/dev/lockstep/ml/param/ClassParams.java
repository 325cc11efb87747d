package dev.lockstep.ml.param;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;

/** The params of those that predict classes. */
public interface ClassParams extends HasParamTable {

  default DoubleParam labelSmoothing() {
    return paramTable().real("labelSmoothing");
  }

  default double getLabelSmoothing() {
    return (Double) getOrDefault(labelSmoothing());
  }

  default DoubleArrayParam classWeights() {
    return paramTable().reals("classWeights");
  }

  default double[] getClassWeights() {
    return getOrDefault(classWeights());
  }

  default BooleanParam balanceClasses() {
    return paramTable().flag("balanceClasses");
  }

  default boolean getBalanceClasses() {
    return (Boolean) getOrDefault(balanceClasses());
  }
}
