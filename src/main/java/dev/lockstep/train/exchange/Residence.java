package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.exchange.rounds.Slicing;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark job whose tasks stay, with the driver's side of what they do. */
abstract sealed class Residence implements AutoCloseable permits LocalResidence, RemoteResidence {
  private static final long DEPARTURE_SECONDS = 5;

  /** Spark's condition of a job that was cancelled, and not one that failed. */
  private static final String CANCELLED = "SPARK_JOB_CANCELLED";

  private JavaFutureAction<Void> job;

  /** Null unless somebody has cancelled the job, alone or with its group. */
  private Throwable cancellation;

  /** Opens a residence; returns null if its tasks do not all get a slot now. */
  static Residence open(
      JavaSparkContext spark, DataSet data, Averaging averaging, Neighbours neighbours) {
    Residence residence =
        spark.isLocal()
            ? new LocalResidence(spark, data, averaging)
            : new RemoteResidence(data, averaging, Slicing.BY_COST);
    neighbours.onArrival(residence::end);
    if (neighbours.areQuiet()) {
      long start = System.nanoTime();
      if (residence.begins(neighbours)) {
        return residence;
      }
      neighbours.keepAway(System.nanoTime() - start);
    }
    residence.close();
    residence.requireNotCancelled();
    return null;
  }

  /** Submits the job; returns whether all its tasks get a slot now. */
  final boolean begins(Neighbours neighbours) {
    job = neighbours.submit(this::submit);
    try {
      return awaitAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Submits the job. */
  abstract JavaFutureAction<Void> submit();

  /** Waits until all tasks have come, or it is over; returns whether they have. */
  abstract boolean awaitAll() throws InterruptedException;

  /**
   * Returns the exact sum over all shards; the next call may overwrite it.
   *
   * @throws Crew.CrewException if a task was lost or has failed; it is over then
   */
  abstract StepSum sum(StepState state, int[] exponents);

  abstract Slices slices();

  /** Returns why it can be, and how sums travel, in some words. */
  abstract String reason();

  /** Ends it, from any thread, as soon as nothing is under way. */
  abstract void end();

  abstract boolean isOver();

  /** Returns whether the job has ended, whatever the reason. */
  final boolean hasLeft() {
    return job.isDone();
  }

  /** Ends the tasks and waits until they have left their slots. */
  @Override
  public void close() {
    end();
    if (job == null) {
      return;
    }
    try {
      job.get(DEPARTURE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      job.cancel(true);
    } catch (ExecutionException e) {
      // Whatever else ended a task: the step that follows, a job, tells if it matters.
      if (e.getCause() instanceof SparkThrowable failure
          && CANCELLED.equals(failure.getCondition())) {
        cancellation = e.getCause();
      }
    } catch (CancellationException e) {
      // By this class, in another thread's call.
    }
  }

  /** Throws Spark's own exception if somebody has cancelled the job; called once it is closed. */
  final void requireNotCancelled() {
    if (cancellation != null) {
      Residence.<RuntimeException>throwAsItIs(cancellation);
    }
  }

  /** Throws an exception as Spark's methods throw it, which declare none. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwAsItIs(Throwable exception) throws E {
    throw (E) exception;
  }
}
