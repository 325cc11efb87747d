package dev.lockstep.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Spark within the tests' JVM, which bears one at a time: asking for another master stops the one
 * before, and the end of a test class stops the last.
 *
 * <pre>
 *   &#64;RegisterExtension static final LocalSpark SPARK = new LocalSpark();
 * </pre>
 */
public final class LocalSpark implements BeforeAllCallback, AfterAllCallback {
  private static final String TWO_CORES = "local[2]";

  private final Supplier<JavaSparkContext> opener;
  private final boolean fromTheStart;
  private final Map<String, String> settings = new TreeMap<>();
  private JavaSparkContext context;

  /** Opened when a test asks for it. */
  public LocalSpark() {
    this(() -> new JavaSparkContext(new SparkConf().setAppName("test")), false);
  }

  private LocalSpark(Supplier<JavaSparkContext> opener, boolean fromTheStart) {
    this.opener = opener;
    this.fromTheStart = fromTheStart;
  }

  /** Two cores for a class of tests of commands, opened as these do. */
  public static LocalSpark openedBy(Supplier<JavaSparkContext> session) {
    return new LocalSpark(session, true);
  }

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
    Map<String, String> more =
        defaultParallelism > 0
            ? Map.of("spark.default.parallelism", String.valueOf(defaultParallelism))
            : Map.of();
    return on(master, more);
  }

  /** Spark on a master, with settings of a test's own. */
  public JavaSparkContext on(String master, Map<String, String> more) {
    Map<String, String> wanted = settings(master);
    wanted.putAll(more);
    if (context == null || !wanted.equals(settings)) {
      stop();
      settings.putAll(wanted);
      settings.forEach(System::setProperty);
      context = opener.get();
    }
    return context;
  }

  @Override
  public void beforeAll(ExtensionContext testClass) {
    if (fromTheStart) {
      on(TWO_CORES);
    }
  }

  @Override
  public void afterAll(ExtensionContext testClass) {
    stop();
  }

  /** Before what it runs on ends; else the end of the test class does it. */
  public void stop() {
    if (context != null) {
      context.stop();
      context = null;
    }
    settings.keySet().forEach(System::clearProperty);
    settings.clear();
  }

  private static Map<String, String> settings(String master) {
    return new TreeMap<>(
        Map.of(
            "spark.master", master,
            "spark.ui.enabled", "false",
            "spark.ui.showConsoleProgress", "false",
            "spark.driver.host", "localhost",
            "spark.driver.bindAddress", "127.0.0.1"));
  }
}
