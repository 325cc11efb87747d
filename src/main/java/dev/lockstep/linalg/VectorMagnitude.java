package dev.lockstep.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Magnitude} in vectors of the kernels' width. A maximum is the same in any order. */
final class VectorMagnitude {
  private static final VectorSpecies<Float> SPECIES = VectorRowTiles.SPECIES;

  private VectorMagnitude() {}

  /**
   * Returns the bits of the largest magnitude among the first elements, as many as fill whole
   * vectors.
   */
  static int largestBits(float[] values, int from, int end) {
    IntVector largest = FloatVector.zero(SPECIES).reinterpretAsInts();
    int last = bound(from, end);
    for (int i = from; i < last; i += SPECIES.length()) {
      IntVector bits = FloatVector.fromArray(SPECIES, values, i).reinterpretAsInts();
      largest = largest.max(bits.and(Integer.MAX_VALUE));
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  /** Returns the place behind these elements. */
  static int bound(int from, int end) {
    return from + SPECIES.loopBound(end - from);
  }
}
