package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import java.io.Serializable;
import java.util.BitSet;

/**
 * The features to be scaled in doubles: those with values that no float stands for, all on one side
 * of zero, or all so near to zero that floats there are no longer dense. In other features floats
 * mostly lose no more before the scaling than after it: an error is below 2^-24 of the range.
 * {@link NearOffset} finds the exceptions.
 *
 * @param unheld features with values that no float stands for
 * @param positive features with values above zero
 * @param negative features with values below
 * @param zero features with zeros
 * @param dense features with values that a float has 24 bits for, at the least range of such
 */
record FarFromZero(BitSet unheld, BitSet positive, BitSet negative, BitSet zero, BitSet dense)
    implements Serializable {
  /** The distance of floats around zero, 2^-149, is below 2^-24 of ranges from here on. */
  private static final float DENSE = 0x1p-125f;

  /** Looks at the features of a training set as read. */
  static FarFromZero of(DataSet train) {
    FarFromZero all = withUnheld(new BitSet());
    if (!train.statistics().holdsFloats()) {
      train.shards().map(FarFromZero::of).collect().forEach(all::add);
    }
    return all;
  }

  private static FarFromZero withUnheld(BitSet unheld) {
    return new FarFromZero(unheld, new BitSet(), new BitSet(), new BitSet(), new BitSet());
  }

  /** Returns the features to be scaled in doubles. */
  BitSet wide() {
    BitSet bothSides = (BitSet) positive.clone();
    bothSides.and(negative);
    BitSet wide = (BitSet) unheld.clone();
    wide.andNot(bothSides);
    wide.andNot(zero);
    wide.or(tiny());
    return wide;
  }

  /** Returns those of them that are near to zero, below {@code 2^-125}. */
  BitSet tiny() {
    BitSet tiny = (BitSet) unheld.clone();
    tiny.andNot(dense);
    return tiny;
  }

  private static FarFromZero of(Shard shard) {
    FarFromZero signs = withUnheld(shard.unheldFeatures());
    float[] x = new float[shard.features()];
    float[] largest = new float[x.length];
    float[] smallest = new float[x.length];
    boolean[] zeros = new boolean[x.length];
    for (int example = 0; example < shard.size(); example++) {
      shard.copyFeatures(example, x, 0);
      for (int i = 0; i < x.length; i++) {
        largest[i] = Math.max(largest[i], x[i]);
        smallest[i] = Math.min(smallest[i], x[i]);
        zeros[i] |= x[i] == 0;
      }
    }
    for (int i = 0; i < x.length; i++) {
      signs.positive.set(i, largest[i] > 0);
      signs.negative.set(i, smallest[i] < 0);
      signs.zero.set(i, zeros[i]);
      signs.dense.set(i, Math.max(largest[i], -smallest[i]) >= DENSE);
    }
    return signs;
  }

  private void add(FarFromZero other) {
    unheld.or(other.unheld);
    positive.or(other.positive);
    negative.or(other.negative);
    zero.or(other.zero);
    dense.or(other.dense);
  }
}
