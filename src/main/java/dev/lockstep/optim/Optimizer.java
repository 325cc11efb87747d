package dev.lockstep.optim;

import java.io.Serializable;

/**
 * How gradients become parameters: immutable hyperparameters of a {@link Stepper}, which takes a
 * step from one gradient, or of {@link Lbfgs}, a search over many.
 */
public sealed interface Optimizer extends Serializable permits Stepper, Lbfgs {
  /** Returns how many state arrays, each as long as the parameters, it keeps between steps. */
  int slots();

  /** Returns the state before the first step: {@code [slots()][parameterCount]} zeros. */
  default float[][] newState(int parameterCount) {
    return new float[slots()][parameterCount];
  }

  /** Returns how many arrays of doubles, each as long as the parameters, the driver works with. */
  default int workingArrays() {
    return 0;
  }

  /** Returns the most pairs of changes that a search remembers; 0 for a stepper. */
  default int pairs() {
    return 0;
  }

  /** Returns true if training may be over before the last epoch, as nothing is left to gain. */
  default boolean mayConverge() {
    return false;
  }
}
