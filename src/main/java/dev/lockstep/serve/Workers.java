package dev.lockstep.serve;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for requests that take long, and a queue of few. */
final class Workers {
  private final ThreadPoolExecutor threads;

  Workers(Limits limits) {
    threads =
        new ThreadPoolExecutor(
            limits.workers(),
            limits.workers(),
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.queue()),
            work -> {
              Thread thread = new Thread(work, "serve-worker");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Runs work soon; returns false if too much waits already. */
  boolean run(Runnable work) {
    try {
      threads.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  void end() {
    threads.shutdownNow();
  }
}
