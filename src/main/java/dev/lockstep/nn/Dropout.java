package dev.lockstep.nn;

import dev.lockstep.linalg.AddressedRandom;

/**
 * The choice of the hidden outputs that a training step leaves out (Srivastava et al., "Dropout: a
 * simple way to prevent neural networks from overfitting", JMLR 2014). Kept outputs are divided by
 * the share of the kept, so that evaluation needs no change. The key, the example's address, the
 * layer and the unit decide whether an output is kept. Four units share one random number of 64
 * bits, so the rate is rounded to a multiple of 2^-16, below 1.
 *
 * @param rate the dropout rate: the share of the outputs that are left out, in [0, 1)
 * @param random of a seed and an epoch
 * @param addresses [B], of the examples; equal examples have equal addresses
 */
public record Dropout(float rate, AddressedRandom random, long[] addresses) {
  /** Dropout that leaves nothing out. */
  public static final Dropout NONE = new Dropout(0, new AddressedRandom(0), new long[0]);

  private static final int STEPS = 1 << 16;

  public boolean isNone() {
    return rate == 0;
  }

  /**
   * Writes the factors of a hidden layer's outputs: 0 or 1 / (1 - rate).
   *
   * @param layer from 0
   * @param factors [B x O], overwritten
   */
  void fill(int layer, int batch, int outputs, float[] factors) {
    int dropped = Math.min(Math.round(rate * STEPS), STEPS - 1);
    int kept = Float.floatToRawIntBits((float) STEPS / (STEPS - dropped));
    for (int b = 0; b < batch; b++) {
      AddressedRandom units = random.child(addresses[b]).child(layer);
      int row = b * outputs;
      long bits = 0;
      for (int o = 0; o < outputs; o++) {
        bits = o % 4 == 0 ? units.bits(o / 4) : bits >>> 16;
        // -1 below the limit, else 0; without a branch, because it could not be predicted.
        int leftOut = ((int) (bits & (STEPS - 1)) - dropped) >> 31;
        factors[row + o] = Float.intBitsToFloat(kept & ~leftOut);
      }
    }
  }
}
