package dev.lockstep.data.shard;

import dev.lockstep.data.ExampleId;
import dev.lockstep.data.shard.TestPart.Use;
import dev.lockstep.linalg.AddressedRandom;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The sets into which a source's examples are divided. An example's id, the seed and the share
 * decide its side.
 *
 * @param validation the validation set's share of the examples outside the test set
 */
record Sides(double validation, TestPart part) implements Serializable {
  /** All examples on one side. */
  static final Sides ONE = new Sides(0, TestPart.NONE);

  enum Side {
    TRAIN,
    VALIDATION,
    TEST
  }

  /** Returns the sides that are read. */
  List<Side> read() {
    List<Side> read = new ArrayList<>();
    if (part.use() != Use.ALONE) {
      read.add(Side.TRAIN);
      if (validation > 0) {
        read.add(Side.VALIDATION);
      }
    }
    if (part.use() == Use.SET_APART || part.use() == Use.ALONE) {
      read.add(Side.TEST);
    }
    return read;
  }

  /**
   * Returns an example's side, read or not.
   *
   * @param random of the seed, see {@link #random}
   */
  Side of(ExampleId id, AddressedRandom random) {
    if (part.holds(id)) {
      return Side.TEST;
    }
    boolean validates = validation > 0 && random.uniform(id.high() ^ id.low()) < validation;
    return validates ? Side.VALIDATION : Side.TRAIN;
  }

  static AddressedRandom random(long seed) {
    return AddressedRandom.of(seed, "validation");
  }
}
