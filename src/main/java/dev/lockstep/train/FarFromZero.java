package dev.lockstep.train;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import java.io.Serializable;
import java.util.BitSet;

/**
 * The features to be scaled in doubles: those with values that no float stands for, all on one side
 * of zero. In other features floats mostly lose no more before the scaling than after it: an error
 * is below 2^-24 of the range. {@link NearOffset} finds the exceptions.
 *
 * @param unheld features with values that no float stands for
 * @param positive features with values above zero
 * @param negative features with values below
 * @param zero features with zeros
 */
record FarFromZero(BitSet unheld, BitSet positive, BitSet negative, BitSet zero)
    implements Serializable {

  /** Returns the features of a training set as read. */
  static BitSet of(DataSet train) {
    BitSet found = new BitSet();
    if (train.statistics().holdsFloats()) {
      return found;
    }
    FarFromZero all = new FarFromZero(found, new BitSet(), new BitSet(), new BitSet());
    train.shards().map(FarFromZero::of).collect().forEach(all::add);
    all.positive.and(all.negative);
    found.andNot(all.positive);
    found.andNot(all.zero);
    return found;
  }

  private static FarFromZero of(Shard shard) {
    FarFromZero signs =
        new FarFromZero(shard.unheldFeatures(), new BitSet(), new BitSet(), new BitSet());
    float[] x = new float[shard.features()];
    for (int example = 0; example < shard.size(); example++) {
      shard.copyFeatures(example, x, 0);
      for (int i = 0; i < x.length; i++) {
        (x[i] > 0 ? signs.positive : x[i] < 0 ? signs.negative : signs.zero).set(i);
      }
    }
    return signs;
  }

  private void add(FarFromZero other) {
    unheld.or(other.unheld);
    positive.or(other.positive);
    negative.or(other.negative);
    zero.or(other.zero);
  }
}
