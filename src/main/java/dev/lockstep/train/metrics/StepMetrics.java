package dev.lockstep.train.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.source.Source;

/**
 * The times of steps as a source of Spark's metrics on the driver, {@code lockstep}: whoever
 * collects Spark's metrics, with Prometheus or Graphite say, sees them beside Spark's own. One
 * source for all trainings of an application.
 *
 * <p>It is the only class that knows Spark's interface of sources, which is an internal one; where
 * it is another, nothing is measured.
 */
public final class StepMetrics implements Source {
  private static final ConcurrentMap<String, StepMetrics> BY_APPLICATION =
      new ConcurrentHashMap<>();

  private final MetricRegistry registry = new MetricRegistry();

  /** A step's exchange, from the state that goes out to the sum that is back. */
  private final Timer exchange = registry.timer("step.exchange");

  /** The part of it in which the slowest task computed. */
  private final Timer compute = registry.timer("step.compute");

  private final Counter examples = registry.counter("examples");

  private StepMetrics() {}

  /** Measures a step. */
  @FunctionalInterface
  public interface Meter {
    /**
     * Adds a step.
     *
     * @param exchangeNanos its time, computing included
     * @param computeNanos of the slowest task
     * @param examples that it saw
     */
    void step(long exchangeNanos, long computeNanos, long examples);
  }

  /** Returns the meter of an application. */
  public static Meter of(SparkContext spark) {
    try {
      return BY_APPLICATION.computeIfAbsent(spark.applicationId(), id -> registered(spark))::add;
    } catch (LinkageError e) { // Another Spark's.
      return (exchangeNanos, computeNanos, examples) -> {};
    }
  }

  private static StepMetrics registered(SparkContext spark) {
    StepMetrics metrics = new StepMetrics();
    spark.env().metricsSystem().registerSource(metrics);
    return metrics;
  }

  private void add(long exchangeNanos, long computeNanos, long examplesOfStep) {
    exchange.update(exchangeNanos, TimeUnit.NANOSECONDS);
    compute.update(computeNanos, TimeUnit.NANOSECONDS);
    examples.inc(examplesOfStep);
  }

  @Override
  public String sourceName() {
    return "lockstep";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
