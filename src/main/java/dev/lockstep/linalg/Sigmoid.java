package dev.lockstep.linalg;

/**
 * {@code 1 / (1 + e^-z)} in floats and plain arithmetic, so that it has the same bits in scalars
 * and in vectors of any width. With x = -z = k ln 2 + r and |r| at most half of ln 2, e to the r is
 * Taylor's series to the seventh power, whose remainder is below 2^-26.
 */
public final class Sigmoid {
  static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts, as in fdlibm; the high part's products with k are exact. */
  static final float LN2_HIGH = 0x1.62e3p-1f;

  static final float LN2_LOW = 0x1.2fefa2p-17f;

  /** Leaves the nearest whole number in the low bits when added to a float below 2^22. */
  static final float ROUNDING = 0x1.8p23f;

  /** Beyond this magnitude e to the x is 0 or infinite, here too. */
  static final float LIMIT = 105;

  private Sigmoid() {}

  /** Overwrites the first {@code count} elements with {@code 1 / (1 + e^-z)}; a NaN stays a NaN. */
  public static void apply(float[] z, int count) {
    int done = FastestKernels.VECTORS ? VectorSigmoid.apply(z, count) : 0;
    for (int i = done; i < count; i++) {
      z[i] = of(z[i]);
    }
  }

  /** Returns {@code 1 / (1 + e^-z)} within three units in the last place. */
  static float of(float z) {
    float x = Math.max(-LIMIT, Math.min(LIMIT, -z));
    float shifted = x * LOG2_E + ROUNDING;
    float minusK = ROUNDING - shifted;
    float r = Math.fma(minusK, LN2_LOW, Math.fma(minusK, LN2_HIGH, x));
    float p = 1 / 5040f;
    p = Math.fma(p, r, 1 / 720f);
    p = Math.fma(p, r, 1 / 120f);
    p = Math.fma(p, r, 1 / 24f);
    p = Math.fma(p, r, 1 / 6f);
    p = Math.fma(p, r, 0.5f);
    p = Math.fma(p, r, 1);
    p = Math.fma(p, r, 1);
    // Two factors, because 2^k may be out of a float's range.
    int k = Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(ROUNDING);
    int half = k >> 1;
    return 1 / (1 + p * power(half) * power(k - half));
  }

  private static float power(int k) {
    return Float.intBitsToFloat((k + 127) << 23);
  }
}
