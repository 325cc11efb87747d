package dev.lockstep.ml.param;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/**
 * The params that decide how steps are taken, and how many; some have the names of Spark's
 * classifier too.
 */
public interface OptimizerParams extends HasParamTable {
  /** The solver that is Spark's default. */
  String LBFGS = "l-bfgs";

  /** The solver that follows the gradient of all rows. */
  String GRADIENT_DESCENT = "gd";

  default Param<String> optimizer() {
    return paramTable().param("optimizer");
  }

  default String getOptimizer() {
    return getOrDefault(optimizer());
  }

  default Param<String> solver() {
    return paramTable().param("solver");
  }

  /** Returns the solver that was set. @throws java.util.NoSuchElementException if none was */
  default String getSolver() {
    return getOrDefault(solver());
  }

  default DoubleParam learningRate() {
    return paramTable().real("learningRate");
  }

  default DoubleParam stepSize() {
    return paramTable().real("stepSize");
  }

  default Param<String> schedule() {
    return paramTable().param("schedule");
  }

  default String getSchedule() {
    return getOrDefault(schedule());
  }

  default IntParam warmup() {
    return paramTable().whole("warmup");
  }

  default int getWarmup() {
    return (Integer) getOrDefault(warmup());
  }

  default DoubleParam momentum() {
    return paramTable().real("momentum");
  }

  default double getMomentum() {
    return (Double) getOrDefault(momentum());
  }

  default BooleanParam nesterov() {
    return paramTable().flag("nesterov");
  }

  default boolean getNesterov() {
    return (Boolean) getOrDefault(nesterov());
  }

  default DoubleParam beta1() {
    return paramTable().real("beta1");
  }

  default double getBeta1() {
    return (Double) getOrDefault(beta1());
  }

  default DoubleParam beta2() {
    return paramTable().real("beta2");
  }

  default double getBeta2() {
    return (Double) getOrDefault(beta2());
  }

  default DoubleParam epsilon() {
    return paramTable().real("epsilon");
  }

  default double getEpsilon() {
    return (Double) getOrDefault(epsilon());
  }

  default DoubleParam tol() {
    return paramTable().real("tol");
  }

  default double getTol() {
    return (Double) getOrDefault(tol());
  }

  default DoubleParam weightDecay() {
    return paramTable().real("weightDecay");
  }

  default double getWeightDecay() {
    return (Double) getOrDefault(weightDecay());
  }

  default DoubleParam clipNorm() {
    return paramTable().real("clipNorm");
  }

  default double getClipNorm() {
    return (Double) getOrDefault(clipNorm());
  }

  default DoubleParam clipValue() {
    return paramTable().real("clipValue");
  }

  default double getClipValue() {
    return (Double) getOrDefault(clipValue());
  }

  default IntParam batchSize() {
    return paramTable().whole("batchSize");
  }

  /**
   * Returns the examples of a step. @throws java.util.NoSuchElementException if none were set:
   * their number follows from the rows
   */
  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  default IntParam blockSize() {
    return paramTable().whole("blockSize");
  }

  /** Returns a number without effect, that of Spark's classifier. */
  default int getBlockSize() {
    return (Integer) getOrDefault(blockSize());
  }

  default IntParam averageEvery() {
    return paramTable().whole("averageEvery");
  }

  default int getAverageEvery() {
    return (Integer) getOrDefault(averageEvery());
  }

  default IntParam shards() {
    return paramTable().whole("shards");
  }

  default int getShards() {
    return (Integer) getOrDefault(shards());
  }

  default IntParam epochs() {
    return paramTable().whole("epochs");
  }

  default IntParam maxIter() {
    return paramTable().whole("maxIter");
  }

  default Param<String> exchange() {
    return paramTable().param("exchange");
  }

  default String getExchange() {
    return getOrDefault(exchange());
  }

  /** Returns the learning rate, set by {@code learningRate} or {@code stepSize}. */
  default double getLearningRate() {
    return (Double) getOrDefault(isSet(stepSize()) ? stepSize() : learningRate());
  }

  /** Returns the rate that was set. @throws java.util.NoSuchElementException if none was */
  default double getStepSize() {
    return (Double) getOrDefault(stepSize());
  }

  /**
   * Returns the passes over the examples, set by {@code epochs} or {@code maxIter}.
   *
   * @throws java.util.NoSuchElementException if neither was set: the number follows from the rows
   */
  default int getEpochs() {
    return (Integer) getOrDefault(isSet(maxIter()) ? maxIter() : epochs());
  }

  /** Returns the same as {@link #getEpochs}. */
  default int getMaxIter() {
    return getEpochs();
  }
}
