package dev.lockstep.data.shard;

import dev.lockstep.data.ExampleId;
import dev.lockstep.linalg.AddressedRandom;

/**
 * The use of the fifth of a table's examples that is its test set if it has no other. Content alone
 * decides which these are: the set does not depend on the seed, and a new example moves no other.
 */
public enum TestFifth {
  /** Reads it with the other examples, not as a test set. */
  NONE,

  /** Reads it as a set of its own. */
  SET_APART,

  /** Leaves it out. */
  LEFT_OUT,

  /** Reads nothing else. */
  ALONE;

  private static final int ONE_IN = 5;
  private static final AddressedRandom RANDOM = AddressedRandom.of(0, "test set");

  /** Returns true if an example belongs to the fifth. */
  static boolean holds(ExampleId id) {
    return Long.remainderUnsigned(RANDOM.bits(id.high() ^ id.low()), ONE_IN) == 0;
  }
}
