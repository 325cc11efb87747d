package dev.lockstep.train.exchange;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.spark.broadcast.Broadcast;

/**
 * Destroys old steps' broadcasts, one after another, during the next step, because Spark takes half
 * a millisecond to tell all block managers.
 */
final class Releases implements AutoCloseable {
  /**
   * The number of handles that are kept. Spark's cleaner removes a broadcast too when its handle
   * has been collected, and would log an error while the blocks are still going. The handles hold
   * no arrays of their own on the driver.
   */
  private static final int KEPT = 16;

  private final Deque<Broadcast<?>> leaving = new ArrayDeque<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lockstep-releases");
            thread.setDaemon(true);
            return thread;
          });

  void release(Broadcast<?> broadcast) {
    thread.execute(
        () -> {
          leaving.add(broadcast);
          if (leaving.size() > KEPT) {
            leaving.remove();
          }
          broadcast.destroy();
        });
  }

  /** Waits until all broadcasts are released. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
