package dev.lockstep.ml.param;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasWeightCol;

/** The params that decide the network and the beginning of its training. */
public interface NetworkParams extends HasParamTable, HasWeightCol {
  /** The scaling that changes nothing. */
  String UNSCALED = "none";

  /** The scaling by 255. */
  String BYTES = "bytes";

  /** The scaling that follows from the rows. */
  String AUTO = "auto";

  @Override
  default Param<String> weightCol() {
    return paramTable().param("weightCol");
  }

  /** Exists for Spark's trait only, which has another way to keep its param. */
  @Override
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> value) {}

  default IntArrayParam hiddenLayers() {
    return paramTable().wholes("hiddenLayers");
  }

  default int[] getHiddenLayers() {
    return getOrDefault(hiddenLayers());
  }

  default IntArrayParam layers() {
    return paramTable().wholes("layers");
  }

  /** Returns the sizes that were set. @throws java.util.NoSuchElementException if none were */
  default int[] getLayers() {
    return getOrDefault(layers());
  }

  default Param<String> activation() {
    return paramTable().param("activation");
  }

  default String getActivation() {
    return getOrDefault(activation());
  }

  default Param<String> init() {
    return paramTable().param("init");
  }

  default String getInit() {
    return getOrDefault(init());
  }

  default DoubleParam initScale() {
    return paramTable().real("initScale");
  }

  default double getInitScale() {
    return (Double) getOrDefault(initScale());
  }

  default Param<Vector> initialWeights() {
    return paramTable().param("initialWeights");
  }

  /** Returns the weights that were set. @throws java.util.NoSuchElementException if none were */
  default Vector getInitialWeights() {
    return getOrDefault(initialWeights());
  }

  default Param<String> scaling() {
    return paramTable().param("scaling");
  }

  default String getScaling() {
    return getOrDefault(scaling());
  }

  default LongParam seed() {
    return paramTable().longWhole("seed");
  }

  default long getSeed() {
    return (Long) getOrDefault(seed());
  }
}
