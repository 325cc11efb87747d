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
    if (ModuleLayer.boot().findModule(MODULE).isEmpty() && !loadModule()) {
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

  /**
   * Loads the module as the JDK loads an agent's, which the JVM does not announce on standard
   * error. It works where Java was started with {@code
   * --add-exports=java.base/jdk.internal.module=ALL-UNNAMED}, as submit.sh does it.
   */
  private static boolean loadModule() {
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, MODULE);
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
