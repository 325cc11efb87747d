package dev.lockstep.data.shard;

import dev.lockstep.data.ExampleId;
import dev.lockstep.linalg.AddressedRandom;

/**
 * What becomes of the fifth of a table's examples that is its test set where it has no other. Which
 * these are follows from their content alone: the set stays the same whatever the seed, and an
 * example that is added moves no other.
 */
public enum TestFifth {
  /** It is no test set: it is read with the other examples. */
  NONE,

  /** It is read as a set of its own. */
  SET_APART,

  /** It is not read. */
  LEFT_OUT,

  /** Nothing else is read. */
  ALONE;

  private static final int ONE_IN = 5;
  private static final AddressedRandom RANDOM = AddressedRandom.of(0, "test set");

  /** Returns true for an example of the fifth. */
  static boolean holds(ExampleId id) {
    return Long.remainderUnsigned(RANDOM.bits(id.high() ^ id.low()), ONE_IN) == 0;
  }
}
