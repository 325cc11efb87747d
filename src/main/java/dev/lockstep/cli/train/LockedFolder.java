package dev.lockstep.cli.train;

import dev.lockstep.cli.shell.Interruption;
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
 * A run's lock on its folder, until its end or a signal. A signal during training asks the run to
 * stop, and the JVM ends when it has.
 */
final class LockedFolder implements AutoCloseable {
  /** Before Spark's own hook, at 40, which ends what the last averaging needs. */
  private static final int PRIORITY = 50;

  private static final long MAX_WAIT_MINUTES = 10;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable onSignal = this::stop;
  private volatile boolean trains;
  private volatile boolean stopAsked;

  /** Null until it is taken. */
  private RunLock lock;

  private LockedFolder() {}

  /** Takes an existing folder. @throws RunHeldException if another run has it */
  static LockedFolder take(Path folder, Configuration conf, Consumer<String> warning)
      throws IOException {
    LockedFolder locked = new LockedFolder();
    boolean taken = false;
    try {
      // First, so that a signal right after the taking finds it.
      ShutdownHookManager.get()
          .addShutdownHook(locked.onSignal, PRIORITY, MAX_WAIT_MINUTES, TimeUnit.MINUTES);
      locked.takeLock(folder, conf, warning);
      taken = true;
    } finally {
      if (!taken) {
        locked.forgetHook();
      }
    }
    return locked;
  }

  /** Takes the lock; a signal waits until this has ended, or prevents it. */
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

  /** Makes a signal wait for {@link #close} from now on. */
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
