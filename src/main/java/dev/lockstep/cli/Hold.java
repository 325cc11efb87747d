package dev.lockstep.cli;

import dev.lockstep.run.RunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * A run's hold on its folder, until its end or a signal. A signal that comes while the run trains
 * asks it to stop, and the JVM ends when it has.
 */
final class Hold implements AutoCloseable {
  /** Before Spark's own hook, at 40, ends what the last averaging needs. */
  private static final int PRIORITY = 50;

  private static final long MAX_WAIT_MINUTES = 10;

  private final RunLock lock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable onSignal = this::stop;
  private volatile boolean trains;
  private volatile boolean stopAsked;

  private Hold(RunLock lock) {
    this.lock = lock;
  }

  /**
   * Takes a folder that exists.
   *
   * @throws RunLock.HeldException if another run has it
   */
  static Hold take(Path folder, Configuration conf, Consumer<String> warning) throws IOException {
    Hold hold = new Hold(RunLock.take(folder, conf, warning));
    ShutdownHookManager.get()
        .addShutdownHook(hold.onSignal, PRIORITY, MAX_WAIT_MINUTES, TimeUnit.MINUTES);
    return hold;
  }

  /** From now on a signal waits for {@link #close}. */
  void beginTraining() {
    trains = true;
    Interruption.expect(true);
  }

  boolean stopAsked() {
    return stopAsked;
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      Interruption.expect(false);
      closed.countDown();
      if (!ShutdownHookManager.get().isShutdownInProgress()) {
        ShutdownHookManager.get().removeShutdownHook(onSignal);
      }
    }
  }

  private void stop() {
    stopAsked = true;
    try {
      if (trains) {
        closed.await();
      } else {
        lock.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
