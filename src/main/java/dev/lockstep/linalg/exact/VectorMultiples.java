package dev.lockstep.linalg.exact;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Multiples} and {@link Magnitude} over floats. Doubles are in vectors as wide
 * as the kernels' vectors of floats. Of each vector of floats only the first half is used: a vector
 * of half as many floats would be a second species, beside which C2 of JDK 17 compiles the kernels
 * badly.
 */
final class VectorMultiples {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int LANES = DOUBLES.length();

  /** The same as in {@link Multiples}. */
  private static final double ROUNDING = 0x1.8p52;

  private static final long ROUNDING_BITS = Double.doubleToRawLongBits(ROUNDING);

  private VectorMultiples() {}

  /** Sets the first of these multiples; returns how many. */
  static int set(long[] multiples, int at, float[] addend, int from, int end, double scale) {
    int i = 0;
    for (; i + FLOATS.length() <= end - from; i += LANES) {
      rounded(addend, from + i, scale).intoArray(multiples, at + i);
    }
    return i;
  }

  /** Adds to the first of these multiples; returns how many. */
  static int add(long[] multiples, int at, float[] addend, int from, int end, double scale) {
    int i = 0;
    for (; i + FLOATS.length() <= end - from; i += LANES) {
      LongVector before = LongVector.fromArray(LONGS, multiples, at + i);
      rounded(addend, from + i, scale).add(before).intoArray(multiples, at + i);
    }
    return i;
  }

  private static LongVector rounded(float[] addend, int at, double scale) {
    FloatVector floats = FloatVector.fromArray(FLOATS, addend, at);
    DoubleVector numbers = (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLES, 0);
    DoubleVector shifted = numbers.mul(scale).add(ROUNDING);
    return shifted.reinterpretAsLongs().sub(ROUNDING_BITS);
  }

  /**
   * Returns the bits of the largest magnitude among the first elements, as many as fill whole
   * vectors.
   */
  static int largestBits(float[] values, int from, int end) {
    IntVector largest = FloatVector.zero(FLOATS).reinterpretAsInts();
    int last = wholeVectors(from, end);
    for (int i = from; i < last; i += FLOATS.length()) {
      IntVector bits = FloatVector.fromArray(FLOATS, values, i).reinterpretAsInts();
      largest = largest.max(bits.and(Integer.MAX_VALUE));
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  /** Returns the place behind these elements; a maximum is the same in any order. */
  static int wholeVectors(int from, int end) {
    return from + FLOATS.loopBound(end - from);
  }
}
