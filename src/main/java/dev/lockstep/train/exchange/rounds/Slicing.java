package dev.lockstep.train.exchange.rounds;

/** Decides whether executors exchange slices among themselves. It changes no bit of a sum. */
@FunctionalInterface
public interface Slicing {
  /** What the second way of a state and a sum through Spark's RPC costs, in bytes of a star. */
  long BYTES_OF_A_ROUND = 384 << 10;

  /** What two more messages for each other executor cost. */
  long BYTES_OF_A_PEER = 32 << 10;

  /**
   * A star takes longer by a state and a sum for each executor. With two, slices save nothing. The
   * constants are where both ways took as long in {@code bench executors}; see docs/scaling.md.
   */
  Slicing BY_COST =
      (executors, bytes) ->
          bytes * (executors - 2) > BYTES_OF_A_ROUND + BYTES_OF_A_PEER * executors;

  /**
   * Returns whether slices are faster.
   *
   * @param bytes of a state and a packed sum
   */
  boolean pays(int executors, long bytes);
}
