package dev.lockstep.linalg;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Multiples} over floats, in vectors of doubles as wide as the kernels' vectors
 * of floats. Of each vector of floats only the first half is used: a vector of half as many floats
 * would be a second species, beside which C2 of JDK 17 compiles the kernels badly.
 */
final class VectorMultiples {
  private static final VectorSpecies<Float> FLOATS = VectorRowTiles.SPECIES;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int LANES = DOUBLES.length();

  /** As in the loops of single numbers. */
  private static final double ROUNDING = 0x1.8p52;

  private static final long ROUNDING_BITS = Double.doubleToRawLongBits(ROUNDING);

  private VectorMultiples() {}

  /** Sets the first multiples; returns how many. */
  static int set(long[] multiples, float[] addend, double scale) {
    int i = 0;
    for (; i + FLOATS.length() <= addend.length; i += LANES) {
      rounded(addend, i, scale).intoArray(multiples, i);
    }
    return i;
  }

  /** Adds to the first multiples; returns how many. */
  static int add(long[] multiples, float[] addend, double scale) {
    int i = 0;
    for (; i + FLOATS.length() <= addend.length; i += LANES) {
      LongVector sum = rounded(addend, i, scale).add(LongVector.fromArray(LONGS, multiples, i));
      sum.intoArray(multiples, i);
    }
    return i;
  }

  private static LongVector rounded(float[] addend, int at, double scale) {
    FloatVector floats = FloatVector.fromArray(FLOATS, addend, at);
    DoubleVector numbers = (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLES, 0);
    DoubleVector shifted = numbers.mul(scale).add(ROUNDING);
    return shifted.reinterpretAsLongs().sub(ROUNDING_BITS);
  }
}
