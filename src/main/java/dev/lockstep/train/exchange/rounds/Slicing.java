package dev.lockstep.train.exchange.rounds;

/** Decides whether executors exchange slices among themselves. It changes no bit of a sum. */
@FunctionalInterface
public interface Slicing {
  /** The rule that figures of {@code bench executors} suggest. */
  Slicing BY_COST = (executors, bytes) -> executors > 3 && executors * bytes > (8L << 20);

  /**
   * Returns whether slices are faster.
   *
   * @param bytes of a state and a packed sum
   */
  boolean pays(int executors, long bytes);
}
