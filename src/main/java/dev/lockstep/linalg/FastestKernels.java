package dev.lockstep.linalg;

import java.lang.System.Logger.Level;

/** Which kernels this JVM offers; found out once, at first use. */
final class FastestKernels {
  private static final String MODULE = "jdk.incubator.vector";
  static final boolean VECTORS = hasVectors();

  private FastestKernels() {}

  /**
   * {@link VectorKernels} would not link without the module, so nothing may call it where there are
   * no vectors.
   */
  static Kernels create() {
    return VECTORS ? VectorKernels.create() : new ScalarKernels();
  }

  private static boolean hasVectors() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      System.getLogger(Kernels.class.getName())
          .log(
              Level.WARNING,
              "the module {0} is missing, so training is several times slower than it could be"
                  + " (the result is the same): start Java with --add-modules={0}",
              MODULE);
      return false;
    }
    return VectorKernels.LANES >= VectorKernels.FEWEST_LANES;
  }
}
