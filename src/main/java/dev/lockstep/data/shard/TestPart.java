package dev.lockstep.data.shard;

import dev.lockstep.data.ExampleId;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.text.Range;
import java.io.Serializable;

/**
 * The part of a table's examples that is its test set if it has no other. Content alone decides
 * which these are: the set does not depend on the seed, and a new example moves no other.
 *
 * @param use what becomes of the part
 * @param share of the examples, at least 0 and below 1
 */
public record TestPart(Use use, double share) implements Serializable {
  /** The share where the user names none. */
  public static final double USUAL = 0.2;

  /** No part is a test set. */
  public static final TestPart NONE = new TestPart(Use.NONE, 0);

  /** What becomes of the part. */
  public enum Use {
    /** Reads it with the other examples, not as a test set. */
    NONE,

    /** Reads it as a set of its own. */
    SET_APART,

    /** Leaves it out. */
    LEFT_OUT,

    /** Reads nothing else. */
    ALONE
  }

  private static final int ONE_IN = 5;
  private static final AddressedRandom RANDOM = AddressedRandom.of(0, "test set");

  public TestPart {
    Range.ZERO_TO_BELOW_ONE.require("testShare", share);
  }

  /** Returns the share in words, as in "fifth". */
  String words() {
    return share == USUAL ? "fifth" : "share of " + share;
  }

  /** Returns true if an example belongs to the part. */
  boolean holds(ExampleId id) {
    if (use == Use.NONE) {
      return false;
    }
    long address = id.high() ^ id.low();
    return share == USUAL // Older than other shares, and chosen in its own way.
        ? Long.remainderUnsigned(RANDOM.bits(address), ONE_IN) == 0
        : RANDOM.uniform(address) < share;
  }
}
