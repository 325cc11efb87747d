package dev.lockstep.optim;

/** The three steps for which the tests hold PyTorch's results. */
final class TorchWalk {
  private static final float[][] GRADIENTS = {{0.5f, -1, 0}, {-0.25f, 3, 0}, {1, 0.125f, 2}};

  private TorchWalk() {}

  /** Where {@code [1, -2, 0.5]} is after three steps at a rate of 0.1. */
  static float[] threeSteps(Stepper optimizer) {
    float[] p = {1, -2, 0.5f};
    float[][] slots = optimizer.newState(3);
    for (int t = 0; t < 3; t++) {
      optimizer.step(p, GRADIENTS[t], slots, t, 0.1f);
    }
    return p;
  }
}
