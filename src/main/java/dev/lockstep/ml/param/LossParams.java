package dev.lockstep.ml.param;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;

/** The params of those that predict numbers. */
public interface LossParams extends HasParamTable {

  default Param<String> loss() {
    return paramTable().param("loss");
  }

  default String getLoss() {
    return getOrDefault(loss());
  }

  default DoubleParam delta() {
    return paramTable().real("delta");
  }

  default double getDelta() {
    return (Double) getOrDefault(delta());
  }

  default DoubleParam quantile() {
    return paramTable().real("quantile");
  }

  default double getQuantile() {
    return (Double) getOrDefault(quantile());
  }
}
