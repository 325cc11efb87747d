package dev.lockstep.cli.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measures how fast this core can multiply and add: twelve independent chains of vector {@code fma}
 * without memory access, more than any CPU's latency times its units, few enough for 16 registers.
 */
final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int LENGTH = 20_000;

  private FmaPeak() {}

  /** Returns the floating-point operations of one {@link #run}; a multiply-add is two. */
  static double operations() {
    return 2.0 * CHAINS * LENGTH * SPECIES.length();
  }

  /** Runs the chains; returns their sum, so that the compiler cannot drop any. */
  static float run(float factor) {
    FloatVector x = FloatVector.broadcast(SPECIES, factor);
    FloatVector y = FloatVector.broadcast(SPECIES, factor * 0.5f);
    FloatVector a = x.add(1);
    FloatVector b = x.add(2);
    FloatVector c = x.add(3);
    FloatVector d = x.add(4);
    FloatVector e = x.add(5);
    FloatVector f = x.add(6);
    FloatVector g = x.add(7);
    FloatVector h = x.add(8);
    FloatVector i = x.add(9);
    FloatVector j = x.add(10);
    FloatVector k = x.add(11);
    FloatVector l = x.add(12);
    for (int n = 0; n < LENGTH; n++) {
      a = x.fma(y, a);
      b = x.fma(y, b);
      c = x.fma(y, c);
      d = x.fma(y, d);
      e = x.fma(y, e);
      f = x.fma(y, f);
      g = x.fma(y, g);
      h = x.fma(y, h);
      i = x.fma(y, i);
      j = x.fma(y, j);
      k = x.fma(y, k);
      l = x.fma(y, l);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
