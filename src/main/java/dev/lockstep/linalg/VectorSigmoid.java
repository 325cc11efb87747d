package dev.lockstep.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Sigmoid} with the same arithmetic in every lane. It uses floats only, in vectors of the
 * kernels' width: when a process has float vectors of two widths, C2 of JDK 17 compiles the kernels
 * to calls, which take eight times as long.
 */
final class VectorSigmoid {
  private static final VectorSpecies<Float> SPECIES = VectorRowTiles.SPECIES;

  private VectorSigmoid() {}

  /** Overwrites the first elements, as many as fill whole vectors; returns how many. */
  static int apply(float[] z, int count) {
    int end = SPECIES.loopBound(count);
    for (int i = 0; i < end; i += SPECIES.length()) {
      FloatVector x = FloatVector.fromArray(SPECIES, z, i).neg();
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      one.div(exp(x.min(Sigmoid.LIMIT).max(-Sigmoid.LIMIT)).add(one)).intoArray(z, i);
    }
    return end;
  }

  /** Returns e to the x; short enough that C2 inlines it. */
  private static FloatVector exp(FloatVector x) {
    FloatVector shifted = x.mul(Sigmoid.LOG2_E).add(Sigmoid.ROUNDING);
    FloatVector minusK = FloatVector.broadcast(SPECIES, Sigmoid.ROUNDING).sub(shifted);
    FloatVector r = minusK.fma(FloatVector.broadcast(SPECIES, Sigmoid.LN2_HIGH), x);
    r = minusK.fma(FloatVector.broadcast(SPECIES, Sigmoid.LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(SPECIES, 1 / 5040f);
    p = fma(p, r, 1 / 720f);
    p = fma(p, r, 1 / 120f);
    p = fma(p, r, 1 / 24f);
    p = fma(p, r, 1 / 6f);
    p = fma(p, r, 0.5f);
    p = fma(p, r, 1);
    p = fma(p, r, 1);
    IntVector k = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(Sigmoid.ROUNDING));
    IntVector half = k.lanewise(VectorOperators.ASHR, 1);
    return p.mul(power(half)).mul(power(k.sub(half)));
  }

  private static FloatVector fma(FloatVector x, FloatVector y, float z) {
    return x.fma(y, FloatVector.broadcast(SPECIES, z));
  }

  private static FloatVector power(IntVector k) {
    return k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }
}
