package dev.lockstep.linalg.exact;

import dev.lockstep.linalg.FastestKernels;

/** The largest magnitude in an array. */
public final class Magnitude {
  private Magnitude() {}

  /**
   * Returns the largest magnitude from one index up to another, exclusive: NaN if there is one, 0
   * if there is no element. Their bits compare as the magnitudes do, and those of a NaN are the
   * largest.
   */
  public static float largest(float[] values, int from, int end) {
    int largestBits = 0;
    int i = from;
    if (FastestKernels.VECTORS) {
      largestBits = VectorMultiples.largestBits(values, from, end);
      i = VectorMultiples.wholeVectors(from, end);
    }
    for (; i < end; i++) {
      largestBits = Math.max(largestBits, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(largestBits);
  }
}
