package dev.lockstep.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of the dense products: a tile of results stays in registers while the loop runs
 * over the summed index ({@code depth}). C2 of JDK 17 keeps sixteen accumulators and four vectors
 * of a panel in 32 registers without spilling, and eight and two in 16. Each method stands alone,
 * is small and has one counter, because C2 compiles such methods well. One method for rows and
 * columns, with a step between a row's factors, needs 8 to 15 % more time for rows ({@code
 * docs/decisions.md}, 11).
 *
 * <p>{@code panel} holds [depth x vectors]; {@code z} holds the tile from {@code z0} on, its rows
 * {@code zStride} apart.
 */
final class VectorRowTiles {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  private VectorRowTiles() {}

  /**
   * Computes four rows by 4 vectors; the factors of a row lie side by side from {@code x0}, …
   * {@code x3}.
   */
  static void rows4x4(
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      float[] panel,
      float[] z,
      int z0,
      int zStride,
      int depth) {
    int z1 = z0 + zStride;
    int z2 = z1 + zStride;
    int z3 = z2 + zStride;
    FloatVector z00 = FloatVector.fromArray(SPECIES, z, z0);
    FloatVector z01 = FloatVector.fromArray(SPECIES, z, z0 + LANES);
    FloatVector z02 = FloatVector.fromArray(SPECIES, z, z0 + 2 * LANES);
    FloatVector z03 = FloatVector.fromArray(SPECIES, z, z0 + 3 * LANES);
    FloatVector z10 = FloatVector.fromArray(SPECIES, z, z1);
    FloatVector z11 = FloatVector.fromArray(SPECIES, z, z1 + LANES);
    FloatVector z12 = FloatVector.fromArray(SPECIES, z, z1 + 2 * LANES);
    FloatVector z13 = FloatVector.fromArray(SPECIES, z, z1 + 3 * LANES);
    FloatVector z20 = FloatVector.fromArray(SPECIES, z, z2);
    FloatVector z21 = FloatVector.fromArray(SPECIES, z, z2 + LANES);
    FloatVector z22 = FloatVector.fromArray(SPECIES, z, z2 + 2 * LANES);
    FloatVector z23 = FloatVector.fromArray(SPECIES, z, z2 + 3 * LANES);
    FloatVector z30 = FloatVector.fromArray(SPECIES, z, z3);
    FloatVector z31 = FloatVector.fromArray(SPECIES, z, z3 + LANES);
    FloatVector z32 = FloatVector.fromArray(SPECIES, z, z3 + 2 * LANES);
    FloatVector z33 = FloatVector.fromArray(SPECIES, z, z3 + 3 * LANES);
    for (int t = 0; t < depth; t++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, panel, t * 4 * LANES);
      FloatVector w1 = FloatVector.fromArray(SPECIES, panel, t * 4 * LANES + LANES);
      FloatVector w2 = FloatVector.fromArray(SPECIES, panel, t * 4 * LANES + 2 * LANES);
      FloatVector w3 = FloatVector.fromArray(SPECIES, panel, t * 4 * LANES + 3 * LANES);
      FloatVector f0 = FloatVector.broadcast(SPECIES, x[x0 + t]);
      z00 = f0.fma(w0, z00);
      z01 = f0.fma(w1, z01);
      z02 = f0.fma(w2, z02);
      z03 = f0.fma(w3, z03);
      FloatVector f1 = FloatVector.broadcast(SPECIES, x[x1 + t]);
      z10 = f1.fma(w0, z10);
      z11 = f1.fma(w1, z11);
      z12 = f1.fma(w2, z12);
      z13 = f1.fma(w3, z13);
      FloatVector f2 = FloatVector.broadcast(SPECIES, x[x2 + t]);
      z20 = f2.fma(w0, z20);
      z21 = f2.fma(w1, z21);
      z22 = f2.fma(w2, z22);
      z23 = f2.fma(w3, z23);
      FloatVector f3 = FloatVector.broadcast(SPECIES, x[x3 + t]);
      z30 = f3.fma(w0, z30);
      z31 = f3.fma(w1, z31);
      z32 = f3.fma(w2, z32);
      z33 = f3.fma(w3, z33);
    }
    z00.intoArray(z, z0);
    z01.intoArray(z, z0 + LANES);
    z02.intoArray(z, z0 + 2 * LANES);
    z03.intoArray(z, z0 + 3 * LANES);
    z10.intoArray(z, z1);
    z11.intoArray(z, z1 + LANES);
    z12.intoArray(z, z1 + 2 * LANES);
    z13.intoArray(z, z1 + 3 * LANES);
    z20.intoArray(z, z2);
    z21.intoArray(z, z2 + LANES);
    z22.intoArray(z, z2 + 2 * LANES);
    z23.intoArray(z, z2 + 3 * LANES);
    z30.intoArray(z, z3);
    z31.intoArray(z, z3 + LANES);
    z32.intoArray(z, z3 + 2 * LANES);
    z33.intoArray(z, z3 + 3 * LANES);
  }

  /**
   * Computes four rows by 3 vectors; the factors of a row lie side by side from {@code x0}, …
   * {@code x3}.
   */
  static void rows4x3(
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      float[] panel,
      float[] z,
      int z0,
      int zStride,
      int depth) {
    int z1 = z0 + zStride;
    int z2 = z1 + zStride;
    int z3 = z2 + zStride;
    FloatVector z00 = FloatVector.fromArray(SPECIES, z, z0);
    FloatVector z01 = FloatVector.fromArray(SPECIES, z, z0 + LANES);
    FloatVector z02 = FloatVector.fromArray(SPECIES, z, z0 + 2 * LANES);
    FloatVector z10 = FloatVector.fromArray(SPECIES, z, z1);
    FloatVector z11 = FloatVector.fromArray(SPECIES, z, z1 + LANES);
    FloatVector z12 = FloatVector.fromArray(SPECIES, z, z1 + 2 * LANES);
    FloatVector z20 = FloatVector.fromArray(SPECIES, z, z2);
    FloatVector z21 = FloatVector.fromArray(SPECIES, z, z2 + LANES);
    FloatVector z22 = FloatVector.fromArray(SPECIES, z, z2 + 2 * LANES);
    FloatVector z30 = FloatVector.fromArray(SPECIES, z, z3);
    FloatVector z31 = FloatVector.fromArray(SPECIES, z, z3 + LANES);
    FloatVector z32 = FloatVector.fromArray(SPECIES, z, z3 + 2 * LANES);
    for (int t = 0; t < depth; t++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, panel, t * 3 * LANES);
      FloatVector w1 = FloatVector.fromArray(SPECIES, panel, t * 3 * LANES + LANES);
      FloatVector w2 = FloatVector.fromArray(SPECIES, panel, t * 3 * LANES + 2 * LANES);
      FloatVector f0 = FloatVector.broadcast(SPECIES, x[x0 + t]);
      z00 = f0.fma(w0, z00);
      z01 = f0.fma(w1, z01);
      z02 = f0.fma(w2, z02);
      FloatVector f1 = FloatVector.broadcast(SPECIES, x[x1 + t]);
      z10 = f1.fma(w0, z10);
      z11 = f1.fma(w1, z11);
      z12 = f1.fma(w2, z12);
      FloatVector f2 = FloatVector.broadcast(SPECIES, x[x2 + t]);
      z20 = f2.fma(w0, z20);
      z21 = f2.fma(w1, z21);
      z22 = f2.fma(w2, z22);
      FloatVector f3 = FloatVector.broadcast(SPECIES, x[x3 + t]);
      z30 = f3.fma(w0, z30);
      z31 = f3.fma(w1, z31);
      z32 = f3.fma(w2, z32);
    }
    z00.intoArray(z, z0);
    z01.intoArray(z, z0 + LANES);
    z02.intoArray(z, z0 + 2 * LANES);
    z10.intoArray(z, z1);
    z11.intoArray(z, z1 + LANES);
    z12.intoArray(z, z1 + 2 * LANES);
    z20.intoArray(z, z2);
    z21.intoArray(z, z2 + LANES);
    z22.intoArray(z, z2 + 2 * LANES);
    z30.intoArray(z, z3);
    z31.intoArray(z, z3 + LANES);
    z32.intoArray(z, z3 + 2 * LANES);
  }

  /**
   * Computes four rows by 2 vectors; the factors of a row lie side by side from {@code x0}, …
   * {@code x3}.
   */
  static void rows4x2(
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      float[] panel,
      float[] z,
      int z0,
      int zStride,
      int depth) {
    int z1 = z0 + zStride;
    int z2 = z1 + zStride;
    int z3 = z2 + zStride;
    FloatVector z00 = FloatVector.fromArray(SPECIES, z, z0);
    FloatVector z01 = FloatVector.fromArray(SPECIES, z, z0 + LANES);
    FloatVector z10 = FloatVector.fromArray(SPECIES, z, z1);
    FloatVector z11 = FloatVector.fromArray(SPECIES, z, z1 + LANES);
    FloatVector z20 = FloatVector.fromArray(SPECIES, z, z2);
    FloatVector z21 = FloatVector.fromArray(SPECIES, z, z2 + LANES);
    FloatVector z30 = FloatVector.fromArray(SPECIES, z, z3);
    FloatVector z31 = FloatVector.fromArray(SPECIES, z, z3 + LANES);
    for (int t = 0; t < depth; t++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, panel, t * 2 * LANES);
      FloatVector w1 = FloatVector.fromArray(SPECIES, panel, t * 2 * LANES + LANES);
      FloatVector f0 = FloatVector.broadcast(SPECIES, x[x0 + t]);
      z00 = f0.fma(w0, z00);
      z01 = f0.fma(w1, z01);
      FloatVector f1 = FloatVector.broadcast(SPECIES, x[x1 + t]);
      z10 = f1.fma(w0, z10);
      z11 = f1.fma(w1, z11);
      FloatVector f2 = FloatVector.broadcast(SPECIES, x[x2 + t]);
      z20 = f2.fma(w0, z20);
      z21 = f2.fma(w1, z21);
      FloatVector f3 = FloatVector.broadcast(SPECIES, x[x3 + t]);
      z30 = f3.fma(w0, z30);
      z31 = f3.fma(w1, z31);
    }
    z00.intoArray(z, z0);
    z01.intoArray(z, z0 + LANES);
    z10.intoArray(z, z1);
    z11.intoArray(z, z1 + LANES);
    z20.intoArray(z, z2);
    z21.intoArray(z, z2 + LANES);
    z30.intoArray(z, z3);
    z31.intoArray(z, z3 + LANES);
  }

  /**
   * Computes six rows by 2 vectors; the factors of a row lie side by side, the rows {@code xStride}
   * apart.
   */
  static void rows6x2(
      float[] x, int x0, int xStride, float[] panel, float[] z, int z0, int zStride, int depth) {
    int x1 = x0 + xStride;
    int x2 = x1 + xStride;
    int x3 = x2 + xStride;
    int x4 = x3 + xStride;
    int x5 = x4 + xStride;
    int z1 = z0 + zStride;
    int z2 = z1 + zStride;
    int z3 = z2 + zStride;
    int z4 = z3 + zStride;
    int z5 = z4 + zStride;
    FloatVector z00 = FloatVector.fromArray(SPECIES, z, z0);
    FloatVector z01 = FloatVector.fromArray(SPECIES, z, z0 + LANES);
    FloatVector z10 = FloatVector.fromArray(SPECIES, z, z1);
    FloatVector z11 = FloatVector.fromArray(SPECIES, z, z1 + LANES);
    FloatVector z20 = FloatVector.fromArray(SPECIES, z, z2);
    FloatVector z21 = FloatVector.fromArray(SPECIES, z, z2 + LANES);
    FloatVector z30 = FloatVector.fromArray(SPECIES, z, z3);
    FloatVector z31 = FloatVector.fromArray(SPECIES, z, z3 + LANES);
    FloatVector z40 = FloatVector.fromArray(SPECIES, z, z4);
    FloatVector z41 = FloatVector.fromArray(SPECIES, z, z4 + LANES);
    FloatVector z50 = FloatVector.fromArray(SPECIES, z, z5);
    FloatVector z51 = FloatVector.fromArray(SPECIES, z, z5 + LANES);
    for (int t = 0; t < depth; t++) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, panel, t * 2 * LANES);
      FloatVector w1 = FloatVector.fromArray(SPECIES, panel, t * 2 * LANES + LANES);
      FloatVector f0 = FloatVector.broadcast(SPECIES, x[x0 + t]);
      z00 = f0.fma(w0, z00);
      z01 = f0.fma(w1, z01);
      FloatVector f1 = FloatVector.broadcast(SPECIES, x[x1 + t]);
      z10 = f1.fma(w0, z10);
      z11 = f1.fma(w1, z11);
      FloatVector f2 = FloatVector.broadcast(SPECIES, x[x2 + t]);
      z20 = f2.fma(w0, z20);
      z21 = f2.fma(w1, z21);
      FloatVector f3 = FloatVector.broadcast(SPECIES, x[x3 + t]);
      z30 = f3.fma(w0, z30);
      z31 = f3.fma(w1, z31);
      FloatVector f4 = FloatVector.broadcast(SPECIES, x[x4 + t]);
      z40 = f4.fma(w0, z40);
      z41 = f4.fma(w1, z41);
      FloatVector f5 = FloatVector.broadcast(SPECIES, x[x5 + t]);
      z50 = f5.fma(w0, z50);
      z51 = f5.fma(w1, z51);
    }
    z00.intoArray(z, z0);
    z01.intoArray(z, z0 + LANES);
    z10.intoArray(z, z1);
    z11.intoArray(z, z1 + LANES);
    z20.intoArray(z, z2);
    z21.intoArray(z, z2 + LANES);
    z30.intoArray(z, z3);
    z31.intoArray(z, z3 + LANES);
    z40.intoArray(z, z4);
    z41.intoArray(z, z4 + LANES);
    z50.intoArray(z, z5);
    z51.intoArray(z, z5 + LANES);
  }
}
