package dev.lockstep.train.exchange;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.spark.broadcast.Broadcast;

/**
 * Destroys the broadcasts that steps are done with, one after another, while the next step is under
 * way: Spark takes half a millisecond to tell all block managers.
 */
final class Releases implements AutoCloseable {
  /**
   * Spark's cleaner, too, removes a broadcast, once its handle has been collected. While the blocks
   * are still going, that would be logged as an error; so handles of the last few are kept. They
   * hold no arrays of their own on the driver.
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

  /** Waits for what is still to be released. */
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
