package dev.lockstep.train.step;

import dev.lockstep.linalg.AddressedRandom;
import java.util.Arrays;

/** Sums of numbers that follow from a seed and a state. */
public final class Sums {
  private Sums() {}

  /** Returns a sum of some shards' parts; each needs the whole state. */
  public static StepSum of(StepState state, int[] exponents, long seed, int shards) {
    StepSum sum = new StepSum(exponents);
    for (int shard = 0; shard < shards; shard++) {
      AddressedRandom random = AddressedRandom.of(seed, "shard").child(shard);
      for (int i = 0; i < exponents.length; i++) {
        float[] source =
            i == 0 || state.slots().length < i ? state.parameters() : state.slots()[i - 1];
        float[] addend = new float[source.length];
        for (int p = 0; p < addend.length; p++) {
          addend[p] = source[p] * (float) (random.uniform(p) - 0.5) * (1 + state.step());
        }
        sum.add(i, addend);
      }
      double weight = seed % 2 == 0 ? 7 : 7.25 + shard;
      sum.addCounts(random.uniform(-1), 7, weight, shard);
      sum.addNanos(seed);
    }
    return sum;
  }

  /** Returns all of a sum but the time it took. */
  public static byte[] bytes(StepSum sum) {
    byte[] bytes = sum.packed(0, 0, 1);
    Arrays.fill(bytes, 2 * Long.BYTES, 3 * Long.BYTES, (byte) 0);
    return bytes;
  }
}
