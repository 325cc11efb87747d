package dev.lockstep.data;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Spark within the tests' JVM, which bears one at a time: asking for another master stops the one
 * before, and the end of a test class stops the last.
 *
 * <pre>
 *   &#64;RegisterExtension static final LocalSpark SPARK = new LocalSpark();
 * </pre>
 */
public final class LocalSpark implements AfterAllCallback {
  private JavaSparkContext context;
  private String configured = "";

  /** Spark on a master such as {@code local[2]}. */
  public JavaSparkContext on(String master) {
    return on(master, 0);
  }

  /**
   * Spark on a master, with so many slices where nobody says how many.
   *
   * @param defaultParallelism 0 for the master's cores
   */
  public JavaSparkContext on(String master, int defaultParallelism) {
    String wanted = master + " " + defaultParallelism;
    if (context == null || !wanted.equals(configured)) {
      stop();
      SparkConf conf =
          new SparkConf(false)
              .setMaster(master)
              .setAppName("test")
              .set("spark.ui.enabled", "false")
              .set("spark.ui.showConsoleProgress", "false")
              .set("spark.driver.host", "localhost")
              .set("spark.driver.bindAddress", "127.0.0.1");
      if (defaultParallelism > 0) {
        conf.set("spark.default.parallelism", String.valueOf(defaultParallelism));
      }
      context = new JavaSparkContext(conf);
      configured = wanted;
    }
    return context;
  }

  @Override
  public void afterAll(ExtensionContext testClass) {
    stop();
  }

  private void stop() {
    if (context != null) {
      context.stop();
      context = null;
    }
  }
}
