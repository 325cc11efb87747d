package dev.lockstep.optim;

import java.io.Serializable;

/**
 * A rule that turns gradients into parameters: immutable hyperparameters of a {@link Stepper},
 * which takes a step from one gradient, or of {@link Lbfgs}, a search over many.
 */
public sealed interface Optimizer extends Serializable permits Stepper, Lbfgs {
  /**
   * Returns how many state arrays, each as long as the parameters, the optimizer keeps between
   * steps.
   */
  int slots();

  /** Returns the state before the first step: {@code [slots()][parameterCount]} zeros. */
  default float[][] newState(int parameterCount) {
    return new float[slots()][parameterCount];
  }

  /** Returns how many arrays of doubles, each as long as the parameters, the driver needs. */
  default int workingArrays() {
    return 0;
  }

  /** Returns the most pairs of changes that a search remembers; 0 for a stepper. */
  default int pairs() {
    return 0;
  }

  /** Returns true if training may end before the last epoch because it has converged. */
  default boolean mayConverge() {
    return false;
  }
}
