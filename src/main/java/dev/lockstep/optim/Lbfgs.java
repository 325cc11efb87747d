package dev.lockstep.optim;

/**
 * L-BFGS (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989):
 * not an update per gradient, but iterations over the gradient of all examples, each with a search
 * along its direction. So {@code train} drives it, and {@link #step} is refused.
 *
 * @param corrections pairs of changes that stand for the Hessian
 * @param tolerance training ends early when the loss changes by less, relative to itself, or the
 *     gradient is as small
 */
public record Lbfgs(int corrections, double tolerance) implements Optimizer {
  /** As Spark ML's. */
  public static final int DEFAULT_CORRECTIONS = 10;

  /** As Spark ML's. */
  public static final double DEFAULT_TOLERANCE = 1e-6;

  public Lbfgs {
    Require.check(corrections >= 1, "corrections must be 1 or more", corrections);
    Require.check(
        tolerance >= 0 && tolerance < 1, "the tolerance must be 0 or more and below 1", tolerance);
  }

  /**
   * After an iteration: its gradient; then the parameters and the gradient before it, those before
   * that one, and so on, zeros where there are none.
   */
  @Override
  public int slots() {
    return 1 + 2 * corrections;
  }

  /**
   * Refused.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void step(
      float[] parameters, float[] meanGradient, float[][] slots, long step, float learningRate) {
    throw new UnsupportedOperationException("L-BFGS does not step from one gradient");
  }
}
