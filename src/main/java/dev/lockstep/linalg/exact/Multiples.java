package dev.lockstep.linalg.exact;

import dev.lockstep.linalg.FastestKernels;

/** The loops of {@link ExactSum} over its multiples. */
final class Multiples {
  /** Numbers of fewer bits are rounded by {@link #round}. */
  static final int QUICK_BITS = 50;

  /**
   * Added to a number below 2^51, it leaves no bits behind the point: the sum's lowest bits are
   * those of {@link Math#rint}.
   */
  private static final double ROUNDING = 0x1.8p52;

  private static final long ROUNDING_BITS = Double.doubleToRawLongBits(ROUNDING);

  /**
   * Where C2 makes vectors of conversions, as from JDK 21 on, they are faster than arithmetic with
   * a number's bits, which is faster than conversions one by one.
   */
  private static final boolean CONVERTS_IN_VECTORS = Runtime.version().feature() >= 21;

  private Multiples() {}

  /**
   * Sets multiples, from {@code at} on, to the rounded addends {@code from} up to {@code end}, each
   * below 2^{@link #QUICK_BITS}.
   */
  static void set(long[] multiples, int at, float[] addend, int from, int end, double scale) {
    int i = from;
    if (FastestKernels.WIDE_VECTORS) {
      i += VectorMultiples.set(multiples, at, addend, from, end, scale);
    }
    for (; i < end; i++) {
      multiples[at + i - from] = round(addend[i] * scale);
    }
  }

  /** Adds rounded addends in the same way. */
  static void add(long[] multiples, int at, float[] addend, int from, int end, double scale) {
    int i = from;
    if (FastestKernels.WIDE_VECTORS) {
      i += VectorMultiples.add(multiples, at, addend, from, end, scale);
    }
    for (; i < end; i++) {
      multiples[at + i - from] += round(addend[i] * scale);
    }
  }

  private static long round(double value) {
    return Double.doubleToRawLongBits(value + ROUNDING) - ROUNDING_BITS;
  }

  /** Adds rounded addends of any size. */
  static void addLarge(long[] multiples, int at, float[] addend, int from, int end, double scale) {
    for (int i = from; i < end; i++) {
      multiples[at + i - from] += (long) Math.rint(addend[i] * scale);
    }
  }

  /** Adds multiples, from one index up to another, exclusive. */
  static void add(long[] multiples, long[] others, int from, int end) {
    for (int i = from; i < end; i++) {
      multiples[i] += others[i];
    }
  }

  /**
   * Multiplies, from one index up to another, exclusive, and rounds each product to a float.
   *
   * @param small true if all multiples are below 2^{@link #QUICK_BITS}
   */
  static void multiply(
      long[] multiples, boolean small, double factor, float[] products, int from, int end) {
    if (small && !CONVERTS_IN_VECTORS) {
      for (int i = from; i < end; i++) {
        double multiple = Double.longBitsToDouble(multiples[i] + ROUNDING_BITS) - ROUNDING;
        products[i] = (float) (multiple * factor);
      }
    } else {
      for (int i = from; i < end; i++) {
        products[i] = (float) (multiples[i] * factor);
      }
    }
  }
}
