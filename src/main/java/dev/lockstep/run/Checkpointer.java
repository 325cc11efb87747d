package dev.lockstep.run;

import dev.lockstep.recipe.Recipe;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Writes a checkpoint after an interval in steps or seconds, on a thread of its own while training
 * goes on, and a last one when asked to stop. At most one write is under way. A failed write ends
 * the training at the next averaging and leaves the checkpoints before it.
 */
public final class Checkpointer implements StateListener, AutoCloseable {
  private final Checkpoints folder;
  private final Recipe recipe;
  private final Fingerprints fingerprints;
  private final Interval interval;
  private final BooleanSupplier stop;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lockstep-checkpoints");
            thread.setDaemon(true);
            return thread;
          });

  private Future<?> write;
  private long lastStep;
  private long lastNanos = System.nanoTime();

  /**
   * The time from one checkpoint to the next, in steps or in seconds.
   *
   * @param steps 0 where seconds count
   * @param seconds 0 where steps count
   */
  public record Interval(long steps, long seconds) {
    public Interval {
      if (Math.min(steps, seconds) != 0 || Math.max(steps, seconds) < 1) {
        throw new IllegalArgumentException("either steps or seconds, 1 or more");
      }
    }
  }

  /** Training was asked to stop and has left a checkpoint. */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(long step) {
      super("stopped after step " + step + ", with a checkpoint");
    }
  }

  /**
   * Creates a checkpointer for a training that begins or goes on.
   *
   * @param firstStep the steps taken before
   * @param stop returns true if training is to end; asked after every averaging
   */
  public Checkpointer(
      Checkpoints folder,
      Recipe recipe,
      Fingerprints fingerprints,
      long firstStep,
      Interval interval,
      BooleanSupplier stop) {
    this.folder = folder;
    this.recipe = recipe;
    this.fingerprints = fingerprints;
    this.interval = interval;
    this.stop = stop;
    lastStep = firstStep;
  }

  @Override
  public boolean wants(long step) {
    if (write != null && write.isDone()) {
      awaitWrite();
    }
    boolean due =
        interval.steps > 0
            ? step - lastStep >= interval.steps
            : System.nanoTime() - lastNanos >= interval.seconds * 1_000_000_000L;
    return due || stop.getAsBoolean();
  }

  /**
   * {@inheritDoc}
   *
   * @throws StoppedException if training is to end
   * @throws UncheckedIOException if this write, before the end, or an earlier one has failed
   */
  @Override
  public void onState(TrainingState state) {
    awaitWrite();
    Checkpoint checkpoint = new Checkpoint(recipe, fingerprints, state);
    write = thread.submit(() -> folder.write(checkpoint));
    lastStep = state.step();
    lastNanos = System.nanoTime();
    if (stop.getAsBoolean()) {
      awaitWrite();
      throw new StoppedException(state.step());
    }
  }

  /**
   * Waits for the write under way.
   *
   * @throws UncheckedIOException if it has failed
   */
  @Override
  public void close() {
    thread.shutdown();
    awaitWrite();
  }

  private void awaitWrite() {
    Future<?> awaited = write;
    write = null;
    if (awaited == null) {
      return;
    }
    try {
      awaited.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new UncheckedIOException(failure);
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
