package dev.lockstep.predict;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * The number of running tasks. When one of them fails a job, Spark reports it before the others
 * have ended, and these may still create folders to write to.
 */
final class RunningTasks extends SparkListener implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SparkContext context;
  private int running;

  RunningTasks(SparkContext context) {
    this.context = context;
    context.addSparkListener(this);
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    running++;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running--;
    notifyAll();
  }

  /** Waits until all tasks that have begun have ended, but not for ever. */
  void awaitNone() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      // Only then is it known which tasks have begun.
      context.listenerBus().waitUntilEmpty(PATIENCE.toMillis());
      synchronized (this) {
        for (long left = end - System.nanoTime(); running > 0 && left > 0; ) {
          wait(left / 1_000_000 + 1);
          left = end - System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // Then nobody knows, and the folder may be created once more.
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
