package dev.lockstep.linalg;

/**
 * Runs loops over arrays, cut into slices that may run at once on several threads. A loop whose
 * elements do not depend on each other gives the same bits however it is cut.
 */
@FunctionalInterface
public interface Slices {
  /** Runs a loop as a whole, on the calling thread. */
  Slices ONE = (length, loop) -> loop.run(0, length);

  /** Runs a loop over elements 0 up to {@code length}, and returns when all of it is done. */
  void run(int length, Loop loop);

  /** A loop over some of an array's elements. */
  @FunctionalInterface
  interface Loop {
    /** Runs over the elements from one index up to another, exclusive. */
    void run(int from, int end);
  }
}
