package dev.lockstep.linalg;

import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Runs loops over arrays, cut into slices that may run at once on several threads. A loop whose
 * elements do not depend on each other gives the same bits however it is cut.
 */
@FunctionalInterface
public interface Slices {
  /** Runs a loop as a whole, on the calling thread. */
  Slices ONE = (length, loop) -> loop.run(0, length);

  /** Five arrays of floats and two of longs of this length are in a core's first two caches. */
  int BLOCK = 4_096;

  /** Runs a loop over elements 0 up to {@code length}, and returns when all of it is done. */
  void run(int length, Loop loop);

  /** Returns the number of threads that may run slices at once. */
  default int threads() {
    return 1;
  }

  /** Runs parts 0 up to {@code parts}, each as a whole, and returns when all are done. */
  default void runParts(int parts, IntConsumer part) {
    for (int i = 0; i < parts; i++) {
      part.accept(i);
    }
  }

  /**
   * Runs loops one after another over some thousand elements at a time, which stay in a core's
   * cache meanwhile. Right where an element depends on nothing but the same element of other
   * arrays.
   *
   * @param loops called with slices that run a loop over a block of the elements
   */
  default void runInBlocks(int length, Consumer<Slices> loops) {
    run(
        length,
        (from, end) -> {
          for (int start = from; start < end; start += BLOCK) {
            int first = start;
            int last = Math.min(end, start + BLOCK);
            loops.accept((whole, loop) -> loop.run(first, last));
          }
        });
  }

  /** Returns the first element of a slice, if an array is cut evenly into so many. */
  static int bound(int length, int slices, int slice) {
    return (int) ((long) length * slice / slices);
  }

  /** A loop over some of an array's elements. */
  @FunctionalInterface
  interface Loop {
    /** Runs over the elements from one index up to another, exclusive. */
    void run(int from, int end);
  }
}
