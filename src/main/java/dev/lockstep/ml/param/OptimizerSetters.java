package dev.lockstep.ml.param;

/**
 * Sets the params that decide how steps are taken, and how many.
 *
 * @param <E> the estimator, which setters return
 */
public interface OptimizerSetters<E> extends OptimizerParams {
  /** Sets the optimizer; clears {@link #solver}. */
  default E setOptimizer(String name) {
    return Fluent.set(this, optimizer(), name, solver());
  }

  /**
   * Sets the optimizer as Spark's classifier names it, {@code l-bfgs} or {@code gd}; clears {@link
   * #optimizer}.
   */
  default E setSolver(String name) {
    return Fluent.set(this, solver(), name, optimizer());
  }

  /** Sets the highest learning rate; clears {@link #stepSize}. */
  default E setLearningRate(double rate) {
    return Fluent.set(this, learningRate(), rate, stepSize());
  }

  /** Sets the highest learning rate; clears {@link #learningRate}. */
  default E setStepSize(double rate) {
    return Fluent.set(this, stepSize(), rate, learningRate());
  }

  default E setSchedule(String name) {
    return Fluent.set(this, schedule(), name);
  }

  default E setWarmup(int steps) {
    return Fluent.set(this, warmup(), steps);
  }

  default E setMomentum(double value) {
    return Fluent.set(this, momentum(), value);
  }

  default E setNesterov(boolean on) {
    return Fluent.set(this, nesterov(), on);
  }

  default E setBeta1(double value) {
    return Fluent.set(this, beta1(), value);
  }

  default E setBeta2(double value) {
    return Fluent.set(this, beta2(), value);
  }

  default E setEpsilon(double value) {
    return Fluent.set(this, epsilon(), value);
  }

  /** Sets the relative change of the loss below which lbfgs ends. */
  default E setTol(double change) {
    return Fluent.set(this, tol(), change);
  }

  default E setWeightDecay(double decay) {
    return Fluent.set(this, weightDecay(), decay);
  }

  default E setClipNorm(double limit) {
    return Fluent.set(this, clipNorm(), limit);
  }

  default E setClipValue(double limit) {
    return Fluent.set(this, clipValue(), limit);
  }

  default E setBatchSize(int examples) {
    return Fluent.set(this, batchSize(), examples);
  }

  /** Sets a number without effect, for code written for Spark's classifier. */
  default E setBlockSize(int rows) {
    return Fluent.set(this, blockSize(), rows);
  }

  default E setAverageEvery(int steps) {
    return Fluent.set(this, averageEvery(), steps);
  }

  default E setShards(int count) {
    return Fluent.set(this, shards(), count);
  }

  /** Sets the epochs; clears {@link #maxIter}. */
  default E setEpochs(int count) {
    return Fluent.set(this, epochs(), count, maxIter());
  }

  /** Sets the epochs; clears {@link #epochs}. */
  default E setMaxIter(int count) {
    return Fluent.set(this, maxIter(), count, epochs());
  }

  /** Sets the exchange: {@code auto}, {@code resident} or {@code jobs}. */
  default E setExchange(String name) {
    return Fluent.set(this, exchange(), name);
  }
}
