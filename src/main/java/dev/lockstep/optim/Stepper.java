package dev.lockstep.optim;

import dev.lockstep.linalg.Slices;

/**
 * An update rule: immutable hyperparameters, and one loop over the flat parameters. Its state is
 * data: the caller keeps it and passes it in at every step, so one stepper may serve many threads,
 * and a checkpoint is a copy of arrays.
 *
 * <p>Gradients point uphill; only a stepper subtracts. Every parameter is treated alike, weight or
 * bias, as in PyTorch. All arithmetic is {@code + - * /}, {@code fma} and {@code sqrt} in float,
 * element by element, so it gives the same bits on every JVM and CPU.
 */
public sealed interface Stepper extends Optimizer permits Sgd, AdamW {
  /**
   * Returns how many bits of a slot's largest element a sum over shards must keep.
   *
   * @param gradientBits the bits that a sum of gradients keeps
   */
  int precisionBits(int slot, int gradientBits);

  /**
   * Takes one step downhill, in place.
   *
   * @param parameters {@code [parameters]}, overwritten
   * @param meanGradient {@code [parameters]}, of the mean loss; only read
   * @param slots {@code [slots()][parameters]}, overwritten; before step 0 as {@link #newState}
   *     gives it
   * @param step the number of steps taken before this one; counts from 0
   * @param learningRate of this step
   * @param slices runs the loop
   * @throws IllegalArgumentException if the arrays' shapes differ from these or the step is
   *     negative
   */
  void step(
      float[] parameters,
      float[] meanGradient,
      float[][] slots,
      long step,
      float learningRate,
      Slices slices);

  /** Takes one step downhill, on the calling thread alone. */
  default void step(
      float[] parameters, float[] meanGradient, float[][] slots, long step, float learningRate) {
    step(parameters, meanGradient, slots, step, learningRate, Slices.ONE);
  }
}
