package dev.lockstep.train;

import dev.lockstep.recipe.Recipe;
import dev.lockstep.text.SettingException;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The memory that training needs on the driver, so that a run which cannot fit is refused before it
 * starts. P: parameters. The figures are upper bounds of what is alive at once; {@code
 * docs/scaling.md} has measurements.
 *
 * @param parameters P
 * @param heapBytes of the driver's heap, the cached examples not counted
 * @param resultBytes the bytes that all partitions together send to the driver in one job
 */
record MemoryNeed(long parameters, long heapBytes, long resultBytes) {
  private static final long FLOAT_BYTES = 4;
  private static final long LONG_BYTES = 8;
  private static final long DOUBLE_BYTES = 8;

  /** The bytes of a serialized number of an exact sum: mostly five for gradients, eight at most. */
  private static final long PACKED_BYTES = 6;

  /** Spark and Lockstep themselves. */
  private static final long BASE_BYTES = 200L << 20;

  /**
   * Returns the need of a recipe.
   *
   * @param partitions the number of results that the driver receives
   * @param driverCores the number of tasks within the driver: the master's cores in local mode,
   *     else 0
   */
  static MemoryNeed of(Recipe recipe, int partitions, int driverCores) {
    long parameters = recipe.network().parameterCount();
    int slots = recipe.optimizer().slots();
    int sums = recipe.averageEvery() == 1 ? 1 : 1 + slots;
    long broadcast = FLOAT_BYTES * (recipe.averageEvery() == 1 ? 1L : 1 + slots);
    long onDriver =
        FLOAT_BYTES * (1 + slots) // parameters and the optimizer's state
            + 3 * broadcast // written, stored, and the one before
            + sums * (LONG_BYTES + FLOAT_BYTES) // the sum and its mean
            + DOUBLE_BYTES * recipe.optimizer().workingArrays()
            + (recipe.stopping().patience() > 0 ? 2 * FLOAT_BYTES : 0) // the best, and a better one
            + (long) partitions
                * sums
                * (PACKED_BYTES + LONG_BYTES); // results as received and as read
    long inTask =
        2 * FLOAT_BYTES // gradient, transposed weights
            + (recipe.averageEvery() == 1 ? 0 : FLOAT_BYTES * (1 + slots))
            + sums * (LONG_BYTES + 2 * PACKED_BYTES);
    long heap = BASE_BYTES + parameters * (onDriver + driverCores * inTask);
    return new MemoryNeed(parameters, heap, parameters * sums * PACKED_BYTES * partitions);
  }

  /**
   * Refuses a training that cannot fit.
   *
   * @throws SettingException with the figures and the remedy
   */
  void requireFit(JavaSparkContext spark) {
    requireFit(
        Runtime.getRuntime().maxMemory(),
        spark.getConf().getSizeAsBytes("spark.driver.maxResultSize", "1g"));
  }

  /** Checks against a heap and a limit of results; 0 means no limit. */
  void requireFit(long maxHeapBytes, long maxResultBytes) {
    if (heapBytes > maxHeapBytes) {
      throw new SettingException(
          String.format(
              Locale.ROOT,
              "%,d parameters need about %,d MiB on the driver, which has %,d MiB: raise {driverMemory}, or make the network smaller",
              parameters,
              heapBytes >> 20,
              maxHeapBytes >> 20));
    }
    if (maxResultBytes > 0 && resultBytes > maxResultBytes) {
      throw new SettingException(
          String.format(
              Locale.ROOT,
              "the partitions send about %,d MiB at a time, and spark.driver.maxResultSize is %,d MiB: raise it, or lower {partitions}",
              resultBytes >> 20,
              maxResultBytes >> 20));
    }
  }
}
