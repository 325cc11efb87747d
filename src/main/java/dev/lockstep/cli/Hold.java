package dev.lockstep.cli;

import dev.lockstep.run.RunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
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

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable onSignal = this::stop;
  private volatile boolean trains;
  private volatile boolean stopAsked;

  /** Null until it is taken. */
  private RunLock lock;

  private Hold() {}

  /**
   * Takes a folder that exists.
   *
   * @throws RunLock.HeldException if another run has it
   */
  static Hold take(Path folder, Configuration conf, Consumer<String> warning) throws IOException {
    Hold hold = new Hold();
    boolean taken = false;
    try {
      // First: a signal that comes right after the taking must find it.
      ShutdownHookManager.get()
          .addShutdownHook(hold.onSignal, PRIORITY, MAX_WAIT_MINUTES, TimeUnit.MINUTES);
      hold.takeLock(folder, conf, warning);
      taken = true;
    } finally {
      if (!taken) {
        hold.forgetHook();
      }
    }
    return hold;
  }

  /** A signal waits until this has ended, or there is nothing to take any more. */
  private synchronized void takeLock(Path folder, Configuration conf, Consumer<String> warning)
      throws IOException {
    if (stopAsked) {
      throw new CancellationException("stopped by a signal");
    }
    lock = RunLock.take(folder, conf, warning);
  }

  private synchronized void closeLock() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  private void forgetHook() {
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(onSignal);
    }
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
      closeLock();
    } finally {
      Interruption.expect(false);
      closed.countDown();
      forgetHook();
    }
  }

  private void stop() {
    stopAsked = true;
    try {
      if (trains) {
        closed.await();
      } else {
        closeLock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
