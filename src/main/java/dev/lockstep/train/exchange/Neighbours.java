package dev.lockstep.train.exchange;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Watches the application's other jobs. When one starts, a residence gives it the slots. The
 * residence comes back when nothing else runs: at once after a job of the training itself, such as
 * an evaluation, and later and later the more often others come.
 */
final class Neighbours extends SparkListener implements AutoCloseable {
  /** Local properties of Spark's, which its jobs inherit from the thread that submits them. */
  private static final String TRAINING = "lockstep.training";

  private static final String RESIDENCE = "lockstep.residence";

  /** Spark reports a job's end this much later. */
  private static final long NEWS_NANOS = 20_000_000;

  private static final long SHORTEST_PAUSE_NANOS = 50_000_000;
  private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;
  private static final int COST_SHARE = 10;

  private final JavaSparkContext spark;
  private final String training = UUID.randomUUID().toString();
  private final Set<Integer> running = ConcurrentHashMap.newKeySet();
  private volatile Runnable givesWay = () -> {};
  private volatile Set<Object> residenceStages = Set.of();
  private volatile Runnable residenceEnd = () -> {};
  private volatile long lastTrouble;
  private volatile long pauseNanos;

  Neighbours(JavaSparkContext spark) {
    this.spark = spark;
    spark.setLocalProperty(TRAINING, training);
    spark.sc().addSparkListener(this);
  }

  /** Submits a residence's job, which does not count as another job. */
  <T> T submit(Supplier<T> job) {
    spark.setLocalProperty(RESIDENCE, training);
    try {
      return job.get();
    } finally {
      spark.setLocalProperty(RESIDENCE, null);
    }
  }

  /** Sets the action when another job starts. */
  void onArrival(Runnable action) {
    givesWay = action;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    if (training.equals(start.properties().getProperty(RESIDENCE))) {
      residenceStages = Set.copyOf(CollectionConverters.asJava(start.stageIds()));
      residenceEnd = givesWay;
      return;
    }
    if (!training.equals(start.properties().getProperty(TRAINING))) {
      keepAway(0);
    }
    running.add(start.jobId());
    givesWay.run();
  }

  /** A task that ends by itself, or with its executor, ends its residence. */
  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (residenceStages.contains(end.stageId())) {
      residenceEnd.run();
    }
  }

  /**
   * Has a residence come back later, and later than the last time.
   *
   * @param costNanos what the attempt took, which is not to be most of the time
   */
  void keepAway(long costNanos) {
    lastTrouble = System.nanoTime();
    long longer = Math.max(2 * pauseNanos, COST_SHARE * costNanos);
    pauseNanos = Math.min(LONGEST_PAUSE_NANOS, Math.max(SHORTEST_PAUSE_NANOS, longer));
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    running.remove(end.jobId());
  }

  /** Returns whether others are likely to come soon, or have just come; asked at every step. */
  boolean areExpected() {
    return pauseNanos > 0 && System.nanoTime() - lastTrouble < pauseNanos;
  }

  /** Returns whether no other job runs; if one does, it is expected for a while. */
  boolean areQuiet() {
    long deadline = System.nanoTime() + NEWS_NANOS;
    while (!running.isEmpty() || spark.statusTracker().getActiveJobIds().length > 0) {
      if (System.nanoTime() > deadline) {
        lastTrouble = System.nanoTime();
        pauseNanos = Math.max(pauseNanos, COST_SHARE * NEWS_NANOS);
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  @Override
  public void close() {
    spark.sc().removeSparkListener(this);
    spark.setLocalProperty(TRAINING, null);
  }
}
