package dev.lockstep.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of {@link VectorColumnPairs}: two rows z and y of the result stay in registers
 * while the loop runs over the examples whose bits are set. Both rows' factors begin in {@code x}:
 * those of z at {@code xFrom}, those of y {@link #DEPTH} behind. Example r's row of {@code w}
 * begins at {@code wFrom + r * wStride}. Each number of vectors has a method, because C2 keeps only
 * named vectors in registers.
 */
final class VectorPairRuns {
  /** The most examples: a bit of a long for each. */
  static final int DEPTH = Long.SIZE;

  private static final VectorSpecies<Float> SPECIES = VectorRowTiles.SPECIES;
  private static final int LANES = SPECIES.length();

  private VectorPairRuns() {}

  /** Computes 8 vectors of either row. */
  static void run8(
      long examples,
      float[] x,
      int xFrom,
      float[] w,
      int wFrom,
      int wStride,
      float[] z,
      int zFrom,
      float[] y,
      int yFrom) {
    FloatVector z0 = FloatVector.fromArray(SPECIES, z, zFrom);
    FloatVector z1 = FloatVector.fromArray(SPECIES, z, zFrom + LANES);
    FloatVector z2 = FloatVector.fromArray(SPECIES, z, zFrom + 2 * LANES);
    FloatVector z3 = FloatVector.fromArray(SPECIES, z, zFrom + 3 * LANES);
    FloatVector z4 = FloatVector.fromArray(SPECIES, z, zFrom + 4 * LANES);
    FloatVector z5 = FloatVector.fromArray(SPECIES, z, zFrom + 5 * LANES);
    FloatVector z6 = FloatVector.fromArray(SPECIES, z, zFrom + 6 * LANES);
    FloatVector z7 = FloatVector.fromArray(SPECIES, z, zFrom + 7 * LANES);
    FloatVector y0 = FloatVector.fromArray(SPECIES, y, yFrom);
    FloatVector y1 = FloatVector.fromArray(SPECIES, y, yFrom + LANES);
    FloatVector y2 = FloatVector.fromArray(SPECIES, y, yFrom + 2 * LANES);
    FloatVector y3 = FloatVector.fromArray(SPECIES, y, yFrom + 3 * LANES);
    FloatVector y4 = FloatVector.fromArray(SPECIES, y, yFrom + 4 * LANES);
    FloatVector y5 = FloatVector.fromArray(SPECIES, y, yFrom + 5 * LANES);
    FloatVector y6 = FloatVector.fromArray(SPECIES, y, yFrom + 6 * LANES);
    FloatVector y7 = FloatVector.fromArray(SPECIES, y, yFrom + 7 * LANES);
    int count = Long.bitCount(examples);
    long left = examples;
    for (int n = 0; n < count; n++) {
      int row = Long.numberOfTrailingZeros(left);
      left &= left - 1;
      FloatVector a = FloatVector.broadcast(SPECIES, x[xFrom + row]);
      FloatVector b = FloatVector.broadcast(SPECIES, x[xFrom + DEPTH + row]);
      int from = wFrom + row * wStride;
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, from);
      z0 = a.fma(w0, z0);
      y0 = b.fma(w0, y0);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, from + LANES);
      z1 = a.fma(w1, z1);
      y1 = b.fma(w1, y1);
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, from + 2 * LANES);
      z2 = a.fma(w2, z2);
      y2 = b.fma(w2, y2);
      FloatVector w3 = FloatVector.fromArray(SPECIES, w, from + 3 * LANES);
      z3 = a.fma(w3, z3);
      y3 = b.fma(w3, y3);
      FloatVector w4 = FloatVector.fromArray(SPECIES, w, from + 4 * LANES);
      z4 = a.fma(w4, z4);
      y4 = b.fma(w4, y4);
      FloatVector w5 = FloatVector.fromArray(SPECIES, w, from + 5 * LANES);
      z5 = a.fma(w5, z5);
      y5 = b.fma(w5, y5);
      FloatVector w6 = FloatVector.fromArray(SPECIES, w, from + 6 * LANES);
      z6 = a.fma(w6, z6);
      y6 = b.fma(w6, y6);
      FloatVector w7 = FloatVector.fromArray(SPECIES, w, from + 7 * LANES);
      z7 = a.fma(w7, z7);
      y7 = b.fma(w7, y7);
    }
    z0.intoArray(z, zFrom);
    z1.intoArray(z, zFrom + LANES);
    z2.intoArray(z, zFrom + 2 * LANES);
    z3.intoArray(z, zFrom + 3 * LANES);
    z4.intoArray(z, zFrom + 4 * LANES);
    z5.intoArray(z, zFrom + 5 * LANES);
    z6.intoArray(z, zFrom + 6 * LANES);
    z7.intoArray(z, zFrom + 7 * LANES);
    y0.intoArray(y, yFrom);
    y1.intoArray(y, yFrom + LANES);
    y2.intoArray(y, yFrom + 2 * LANES);
    y3.intoArray(y, yFrom + 3 * LANES);
    y4.intoArray(y, yFrom + 4 * LANES);
    y5.intoArray(y, yFrom + 5 * LANES);
    y6.intoArray(y, yFrom + 6 * LANES);
    y7.intoArray(y, yFrom + 7 * LANES);
  }

  /** Computes 4 vectors of either row. */
  static void run4(
      long examples,
      float[] x,
      int xFrom,
      float[] w,
      int wFrom,
      int wStride,
      float[] z,
      int zFrom,
      float[] y,
      int yFrom) {
    FloatVector z0 = FloatVector.fromArray(SPECIES, z, zFrom);
    FloatVector z1 = FloatVector.fromArray(SPECIES, z, zFrom + LANES);
    FloatVector z2 = FloatVector.fromArray(SPECIES, z, zFrom + 2 * LANES);
    FloatVector z3 = FloatVector.fromArray(SPECIES, z, zFrom + 3 * LANES);
    FloatVector y0 = FloatVector.fromArray(SPECIES, y, yFrom);
    FloatVector y1 = FloatVector.fromArray(SPECIES, y, yFrom + LANES);
    FloatVector y2 = FloatVector.fromArray(SPECIES, y, yFrom + 2 * LANES);
    FloatVector y3 = FloatVector.fromArray(SPECIES, y, yFrom + 3 * LANES);
    int count = Long.bitCount(examples);
    long left = examples;
    for (int n = 0; n < count; n++) {
      int row = Long.numberOfTrailingZeros(left);
      left &= left - 1;
      FloatVector a = FloatVector.broadcast(SPECIES, x[xFrom + row]);
      FloatVector b = FloatVector.broadcast(SPECIES, x[xFrom + DEPTH + row]);
      int from = wFrom + row * wStride;
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, from);
      z0 = a.fma(w0, z0);
      y0 = b.fma(w0, y0);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, from + LANES);
      z1 = a.fma(w1, z1);
      y1 = b.fma(w1, y1);
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, from + 2 * LANES);
      z2 = a.fma(w2, z2);
      y2 = b.fma(w2, y2);
      FloatVector w3 = FloatVector.fromArray(SPECIES, w, from + 3 * LANES);
      z3 = a.fma(w3, z3);
      y3 = b.fma(w3, y3);
    }
    z0.intoArray(z, zFrom);
    z1.intoArray(z, zFrom + LANES);
    z2.intoArray(z, zFrom + 2 * LANES);
    z3.intoArray(z, zFrom + 3 * LANES);
    y0.intoArray(y, yFrom);
    y1.intoArray(y, yFrom + LANES);
    y2.intoArray(y, yFrom + 2 * LANES);
    y3.intoArray(y, yFrom + 3 * LANES);
  }

  /** Computes one vector of either row. */
  static void run1(
      long examples,
      float[] x,
      int xFrom,
      float[] w,
      int wFrom,
      int wStride,
      float[] z,
      int zFrom,
      float[] y,
      int yFrom) {
    FloatVector z0 = FloatVector.fromArray(SPECIES, z, zFrom);
    FloatVector y0 = FloatVector.fromArray(SPECIES, y, yFrom);
    int count = Long.bitCount(examples);
    long left = examples;
    for (int n = 0; n < count; n++) {
      int row = Long.numberOfTrailingZeros(left);
      left &= left - 1;
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, wFrom + row * wStride);
      z0 = FloatVector.broadcast(SPECIES, x[xFrom + row]).fma(w0, z0);
      y0 = FloatVector.broadcast(SPECIES, x[xFrom + DEPTH + row]).fma(w0, y0);
    }
    z0.intoArray(z, zFrom);
    y0.intoArray(y, yFrom);
  }

  /**
   * Computes fewer outputs of either row than a vector has lanes; {@code z}, {@code y} and {@code
   * edge} are one vector long.
   */
  static void runPart(
      long examples,
      float[] x,
      int xFrom,
      float[] w,
      int wFrom,
      int wStride,
      int count,
      float[] z,
      float[] y,
      float[] edge) {
    FloatVector z0 = FloatVector.fromArray(SPECIES, z, 0);
    FloatVector y0 = FloatVector.fromArray(SPECIES, y, 0);
    for (long left = examples; left != 0; left &= left - 1) {
      int row = Long.numberOfTrailingZeros(left);
      int from = wFrom + row * wStride;
      FloatVector w0;
      if (from + LANES <= w.length) {
        // Lanes from count on read what follows the row, and are dropped.
        w0 = FloatVector.fromArray(SPECIES, w, from);
      } else {
        System.arraycopy(w, from, edge, 0, count);
        w0 = FloatVector.fromArray(SPECIES, edge, 0);
      }
      z0 = FloatVector.broadcast(SPECIES, x[xFrom + row]).fma(w0, z0);
      y0 = FloatVector.broadcast(SPECIES, x[xFrom + DEPTH + row]).fma(w0, y0);
    }
    z0.intoArray(z, 0);
    y0.intoArray(y, 0);
  }
}
