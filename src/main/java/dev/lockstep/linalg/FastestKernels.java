package dev.lockstep.linalg;

import java.lang.System.Logger.Level;

/** Finds out once, at first use, which kernels this JVM offers. */
public final class FastestKernels {
  private static final String MODULE = "jdk.incubator.vector";

  /** True where there are vectors. */
  public static final boolean VECTORS = hasVectors();

  /** True where the CPU also converts vectors: of narrow ones some cannot. */
  public static final boolean WIDE_VECTORS = VECTORS && VectorKernels.LANES >= 8;

  private FastestKernels() {}

  /**
   * Returns new vector kernels, or scalar ones where the JVM has no vectors: there {@link
   * VectorKernels} does not link.
   */
  public static Kernels create() {
    return VECTORS ? VectorKernels.create() : new ScalarKernels();
  }

  private static boolean hasVectors() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty() && !loadModule()) {
      System.getLogger(Kernels.class.getName())
          .log(
              Level.WARNING,
              "the module {0} is missing, so training and scoring are several times slower than they could be"
                  + " (the result is the same): start Java with --add-modules={0}",
              MODULE);
      return false;
    }
    return VectorKernels.LANES >= VectorKernels.FEWEST_LANES;
  }

  /**
   * Loads the module in the way in which the JDK loads an agent's modules, because the JVM then
   * prints no warning. Java must have been started with {@code
   * --add-exports=java.base/jdk.internal.module=ALL-UNNAMED}, as submit.sh does.
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
