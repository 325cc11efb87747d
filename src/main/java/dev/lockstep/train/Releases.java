package dev.lockstep.train;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.spark.broadcast.Broadcast;

/**
 * Destroys the broadcasts that steps are done with, one after another, while the next step is under
 * way: Spark takes half a millisecond to tell all block managers.
 */
final class Releases implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lockstep-releases");
            thread.setDaemon(true);
            return thread;
          });

  void release(Broadcast<?> broadcast) {
    thread.execute(broadcast::destroy);
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
