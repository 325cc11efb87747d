package dev.lockstep.data;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many examples this process has read, for the eyes of whoever waits: nothing is decided by it.
 * Executors in other processes count for themselves, and nobody looks.
 */
public final class RowsRead {
  private static final LongAdder EXPECTED = new LongAdder();
  private static final LongAdder DONE = new LongAdder();

  private RowsRead() {}

  /** Begins to count from zero. */
  public static void reset() {
    EXPECTED.reset();
    DONE.reset();
  }

  /** Says that so many examples will be read. */
  public static void expect(long examples) {
    EXPECTED.add(examples);
  }

  /** Says that so many more examples have been read. */
  public static void add(long examples) {
    DONE.add(examples);
  }

  /** Returns how many examples will have been read, as far as is known. */
  public static long expected() {
    return EXPECTED.sum();
  }

  /** Returns how many examples have been read. */
  public static long done() {
    return DONE.sum();
  }
}
