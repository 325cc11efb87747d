package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.linalg.Slices;
import dev.lockstep.text.SettingException;
import dev.lockstep.train.metrics.StepMetrics;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Sends a state to the shards and brings back the exact sum of their parts; the driver's loop sees
 * nothing else of the cluster. Subclasses differ in the way of both, which does not change a bit. A
 * sum that overflowed, or was rounded too coarsely, is computed again, here and nowhere else, with
 * exponents that follow from the sum itself.
 */
public abstract sealed class Exchange implements AutoCloseable
    permits JobExchange, ResidentExchange {
  private final StepMetrics.Meter meter;
  private final int[] precisionBits;
  private int[] exponents;
  private long computeNanos;
  private long waitNanos;

  /**
   * Creates an exchange.
   *
   * @param averaging the shards' work
   * @param exponents of the first sums
   */
  Exchange(JavaSparkContext spark, Averaging averaging, int[] exponents) {
    meter = StepMetrics.of(spark.sc());
    precisionBits = IntStream.range(0, averaging.sums()).map(averaging::precisionBits).toArray();
    this.exponents = exponents;
  }

  /**
   * Opens an exchange with the shards of a data set; see the constructor.
   *
   * @throws SettingException if the user wants a resident one and it is impossible
   */
  public static Exchange open(
      JavaSparkContext spark,
      DataSet data,
      Averaging averaging,
      int[] exponents,
      ExchangeKind kind) {
    Optional<String> whyJobs = whyJobs(spark, data, kind);
    return whyJobs.isEmpty()
        ? new ResidentExchange(spark, data, averaging, exponents)
        : new JobExchange(spark, data, averaging, exponents, whyJobs.get());
  }

  /**
   * Checks, before anything is written, that there can be an exchange of this kind.
   *
   * @throws SettingException if the user wants a resident one and it is impossible
   */
  public static void requirePossible(JavaSparkContext spark, DataSet data, ExchangeKind kind) {
    if (kind == ExchangeKind.RESIDENT) {
      whyJobs(spark, data, kind);
    }
  }

  /** Returns the reason why each step is a job; empty if tasks stay. */
  private static Optional<String> whyJobs(JavaSparkContext spark, DataSet data, ExchangeKind kind) {
    if (kind == ExchangeKind.JOBS) {
      return Optional.of("as asked for");
    }
    Optional<String> obstacle = ResidentExchange.obstacle(spark, data);
    if (kind == ExchangeKind.RESIDENT && obstacle.isPresent()) {
      throw new SettingException("{exchange} cannot be resident: " + obstacle.get());
    }
    return obstacle;
  }

  /**
   * Returns the exact sum over all shards, or one that is not finite, which no second attempt can
   * repair.
   */
  public final StepSum sum(StepState state) {
    while (true) {
      long start = System.nanoTime();
      StepSum sum = sumOverShards(state, exponents);
      long nanos = System.nanoTime() - start;
      waitNanos += nanos;
      computeNanos += sum.computeNanos();
      meter.step(nanos, sum.computeNanos(), sum.examples());
      if (!sum.isFinite()) {
        return sum;
      }
      exponents = sum.betterExponents(precisionBits);
      if (sum.isPrecise()) {
        return sum;
      }
    }
  }

  /** Makes every shard add its part to sums with these exponents; one attempt. */
  abstract StepSum sumOverShards(StepState state, int[] exponents);

  /** Returns the kind of this exchange and the reason for it. */
  public abstract ExchangeUse use();

  /** Returns the way to run the driver's own loops: on all available threads. */
  public abstract Slices slices();

  /** Returns the exponents of the next sums; they follow from the sums before. */
  public final int[] exponents() {
    return exponents;
  }

  /** Returns the timing of a training that has had all its sums from here. */
  public final Timing timing(long steps, long examples, double seconds) {
    double compute = computeNanos * 1e-9;
    double spark = Math.max(0, waitNanos - computeNanos) * 1e-9;
    return new Timing(steps, examples, seconds, compute, spark);
  }

  @Override
  public abstract void close();
}
