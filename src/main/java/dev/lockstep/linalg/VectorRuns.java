package dev.lockstep.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of the sparse product: the outputs of one row stay in registers while the loop
 * runs over the row's entries, from {@code from} up to {@code end}. Row c of {@code w} begins at
 * {@code wFrom + c * wStride}. Each number of vectors has a method, because C2 keeps only named
 * vectors in registers; what folding two of them costs stands in {@code docs/decisions.md}, 11.
 */
final class VectorRuns {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorRuns() {}

  /** Computes 8 vectors of outputs. */
  static void run8(
      int[] index,
      float[] value,
      int from,
      int end,
      float[] w,
      int wFrom,
      int wStride,
      float[] z,
      int zFrom) {
    FloatVector z0 = FloatVector.fromArray(SPECIES, z, zFrom);
    FloatVector z1 = FloatVector.fromArray(SPECIES, z, zFrom + LANES);
    FloatVector z2 = FloatVector.fromArray(SPECIES, z, zFrom + 2 * LANES);
    FloatVector z3 = FloatVector.fromArray(SPECIES, z, zFrom + 3 * LANES);
    FloatVector z4 = FloatVector.fromArray(SPECIES, z, zFrom + 4 * LANES);
    FloatVector z5 = FloatVector.fromArray(SPECIES, z, zFrom + 5 * LANES);
    FloatVector z6 = FloatVector.fromArray(SPECIES, z, zFrom + 6 * LANES);
    FloatVector z7 = FloatVector.fromArray(SPECIES, z, zFrom + 7 * LANES);
    for (int n = from; n < end; n++) {
      FloatVector factor = FloatVector.broadcast(SPECIES, value[n]);
      int row = wFrom + index[n] * wStride;
      z0 = factor.fma(FloatVector.fromArray(SPECIES, w, row), z0);
      z1 = factor.fma(FloatVector.fromArray(SPECIES, w, row + LANES), z1);
      z2 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 2 * LANES), z2);
      z3 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 3 * LANES), z3);
      z4 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 4 * LANES), z4);
      z5 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 5 * LANES), z5);
      z6 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 6 * LANES), z6);
      z7 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 7 * LANES), z7);
    }
    z0.intoArray(z, zFrom);
    z1.intoArray(z, zFrom + LANES);
    z2.intoArray(z, zFrom + 2 * LANES);
    z3.intoArray(z, zFrom + 3 * LANES);
    z4.intoArray(z, zFrom + 4 * LANES);
    z5.intoArray(z, zFrom + 5 * LANES);
    z6.intoArray(z, zFrom + 6 * LANES);
    z7.intoArray(z, zFrom + 7 * LANES);
  }

  /**
   * Computes 8 vectors of outputs up to the first entry of column {@code limit} or a higher one;
   * returns the place of that entry.
   */
  static int run8Below(
      int[] index,
      float[] value,
      int from,
      int end,
      int limit,
      float[] w,
      int wFrom,
      int wStride,
      float[] z,
      int zFrom) {
    FloatVector z0 = FloatVector.fromArray(SPECIES, z, zFrom);
    FloatVector z1 = FloatVector.fromArray(SPECIES, z, zFrom + LANES);
    FloatVector z2 = FloatVector.fromArray(SPECIES, z, zFrom + 2 * LANES);
    FloatVector z3 = FloatVector.fromArray(SPECIES, z, zFrom + 3 * LANES);
    FloatVector z4 = FloatVector.fromArray(SPECIES, z, zFrom + 4 * LANES);
    FloatVector z5 = FloatVector.fromArray(SPECIES, z, zFrom + 5 * LANES);
    FloatVector z6 = FloatVector.fromArray(SPECIES, z, zFrom + 6 * LANES);
    FloatVector z7 = FloatVector.fromArray(SPECIES, z, zFrom + 7 * LANES);
    int n = from;
    for (; n < end && index[n] < limit; n++) {
      FloatVector factor = FloatVector.broadcast(SPECIES, value[n]);
      int row = wFrom + index[n] * wStride;
      z0 = factor.fma(FloatVector.fromArray(SPECIES, w, row), z0);
      z1 = factor.fma(FloatVector.fromArray(SPECIES, w, row + LANES), z1);
      z2 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 2 * LANES), z2);
      z3 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 3 * LANES), z3);
      z4 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 4 * LANES), z4);
      z5 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 5 * LANES), z5);
      z6 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 6 * LANES), z6);
      z7 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 7 * LANES), z7);
    }
    z0.intoArray(z, zFrom);
    z1.intoArray(z, zFrom + LANES);
    z2.intoArray(z, zFrom + 2 * LANES);
    z3.intoArray(z, zFrom + 3 * LANES);
    z4.intoArray(z, zFrom + 4 * LANES);
    z5.intoArray(z, zFrom + 5 * LANES);
    z6.intoArray(z, zFrom + 6 * LANES);
    z7.intoArray(z, zFrom + 7 * LANES);
    return n;
  }

  /** Computes 4 vectors of outputs. */
  static void run4(
      int[] index,
      float[] value,
      int from,
      int end,
      float[] w,
      int wFrom,
      int wStride,
      float[] z,
      int zFrom) {
    FloatVector z0 = FloatVector.fromArray(SPECIES, z, zFrom);
    FloatVector z1 = FloatVector.fromArray(SPECIES, z, zFrom + LANES);
    FloatVector z2 = FloatVector.fromArray(SPECIES, z, zFrom + 2 * LANES);
    FloatVector z3 = FloatVector.fromArray(SPECIES, z, zFrom + 3 * LANES);
    for (int n = from; n < end; n++) {
      FloatVector factor = FloatVector.broadcast(SPECIES, value[n]);
      int row = wFrom + index[n] * wStride;
      z0 = factor.fma(FloatVector.fromArray(SPECIES, w, row), z0);
      z1 = factor.fma(FloatVector.fromArray(SPECIES, w, row + LANES), z1);
      z2 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 2 * LANES), z2);
      z3 = factor.fma(FloatVector.fromArray(SPECIES, w, row + 3 * LANES), z3);
    }
    z0.intoArray(z, zFrom);
    z1.intoArray(z, zFrom + LANES);
    z2.intoArray(z, zFrom + 2 * LANES);
    z3.intoArray(z, zFrom + 3 * LANES);
  }

  /** Computes one vector of outputs. */
  static void run1(
      int[] index,
      float[] value,
      int from,
      int end,
      float[] w,
      int wFrom,
      int wStride,
      float[] z,
      int zFrom) {
    FloatVector z0 = FloatVector.fromArray(SPECIES, z, zFrom);
    for (int n = from; n < end; n++) {
      FloatVector factor = FloatVector.broadcast(SPECIES, value[n]);
      int row = wFrom + index[n] * wStride;
      z0 = factor.fma(FloatVector.fromArray(SPECIES, w, row), z0);
    }
    z0.intoArray(z, zFrom);
  }

  /**
   * Computes fewer outputs than a vector has lanes; {@code edge} is scratch space for one vector.
   */
  static void runPart(
      int[] index,
      float[] value,
      int from,
      int end,
      float[] w,
      int wFrom,
      int wStride,
      float[] z,
      int zFrom,
      int count,
      float[] edge) {
    System.arraycopy(z, zFrom, edge, 0, count);
    FloatVector sum = FloatVector.fromArray(SPECIES, edge, 0);
    for (int n = from; n < end; n++) {
      int row = wFrom + index[n] * wStride;
      FloatVector weights;
      if (row + LANES <= w.length) {
        // Lanes from count on read what follows the row, and are dropped.
        weights = FloatVector.fromArray(SPECIES, w, row);
      } else {
        System.arraycopy(w, row, edge, 0, count);
        weights = FloatVector.fromArray(SPECIES, edge, 0);
      }
      sum = FloatVector.broadcast(SPECIES, value[n]).fma(weights, sum);
    }
    sum.intoArray(edge, 0);
    System.arraycopy(edge, 0, z, zFrom, count);
  }
}
