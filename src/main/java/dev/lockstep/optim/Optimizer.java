package dev.lockstep.optim;

import java.io.Serializable;

/**
 * An update rule: immutable hyperparameters, and one loop over the flat parameters. Its state is
 * data, kept by the caller and handed in at every step, so one optimizer may serve many threads and
 * a checkpoint is a copy of arrays.
 *
 * <p>Gradients point uphill; only an optimizer subtracts. Every parameter is treated alike, weight
 * or bias, as in PyTorch. All arithmetic is {@code + - * /}, {@code fma} and {@code sqrt} in float,
 * element by element, and so gives the same bits on every JVM and CPU.
 */
public sealed interface Optimizer extends Serializable permits Sgd, AdamW, Lbfgs {
  /** How many state arrays, each as long as the parameters, the rule keeps. */
  int slots();

  /**
   * Takes one step downhill, in place.
   *
   * @param parameters {@code [parameters]}, overwritten
   * @param meanGradient {@code [parameters]}, of the mean loss; only read
   * @param slots {@code [slots()][parameters]}, overwritten; before step 0 as {@link #newState}
   *     gives it
   * @param step the number of steps taken before this one; counts from 0
   * @param learningRate of this step
   * @throws IllegalArgumentException if the arrays' shapes differ from these or the step is
   *     negative
   */
  void step(
      float[] parameters, float[] meanGradient, float[][] slots, long step, float learningRate);

  /** The state before step 0: {@code [slots()][parameterCount]} zeros. */
  default float[][] newState(int parameterCount) {
    return new float[slots()][parameterCount];
  }
}
