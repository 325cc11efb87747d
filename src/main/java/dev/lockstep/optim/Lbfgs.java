package dev.lockstep.optim;

/**
 * L-BFGS (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989).
 * Each iteration uses the gradient of all examples and searches along a direction; {@code
 * train.lbfgs} runs it.
 *
 * @param corrections pairs of changes that stand for the Hessian
 * @param tolerance training ends early when the loss's relative change or the gradient falls below
 *     it
 */
public record Lbfgs(int corrections, double tolerance) implements Optimizer {
  public Lbfgs {
    Require.check(corrections >= 1, "corrections must be 1 or more", corrections);
    Require.check(
        tolerance >= 0 && tolerance < 1, "the tolerance must be 0 or more and below 1", tolerance);
  }

  /**
   * Returns the number of arrays after an iteration: its gradient, then the parameters and the
   * gradient before it, and so on back; zeros where there are none.
   */
  @Override
  public int slots() {
    return 1 + 2 * corrections;
  }

  /** Returns Breeze's number: two vectors for each correction, and a dozen. */
  @Override
  public int workingArrays() {
    return 2 * corrections + 12;
  }

  @Override
  public int pairs() {
    return corrections;
  }

  @Override
  public boolean mayConverge() {
    return true;
  }
}
