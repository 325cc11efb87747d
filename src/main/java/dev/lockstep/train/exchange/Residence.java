package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A Spark job whose tasks stay in the driver's own process; the driver's thread leads their team.
 */
final class Residence implements AutoCloseable {
  /** Within this time Spark starts tasks, if there are slots. */
  private static final long ARRIVAL_MILLIS = 2_000;

  private static final long DEPARTURE_SECONDS = 60;

  private static final Pattern LOCAL_THREADS = Pattern.compile("local\\[(\\d+)[],].*");

  private final Team team;
  private final JavaFutureAction<Void> job;

  private Residence(Team team, JavaFutureAction<Void> job) {
    this.team = team;
    this.job = job;
  }

  /** Opens a residence; returns null if its tasks do not all get a slot now. */
  static Residence open(JavaSparkContext spark, DataSet data, Neighbours neighbours) {
    String id = UUID.randomUUID().toString();
    int tasks = Math.min(data.partitions(), slots(spark));
    JavaRDD<Shard> shards =
        tasks == data.partitions() ? data.shards() : data.shards().coalesce(tasks);
    Team team = Team.found(id, tasks);
    neighbours.onArrival(team::end);
    if (!neighbours.areQuiet()) {
      team.end();
      return null;
    }
    ResidentTask task = new ResidentTask(id);
    Residence residence =
        new Residence(team, neighbours.submit(() -> shards.foreachPartitionAsync(task)));
    boolean complete = false;
    try {
      complete = team.awaitAll(ARRIVAL_MILLIS, () -> residence.job.isDone() || residence.isOver());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!complete) {
      residence.close();
    }
    return complete ? residence : null;
  }

  private static int slots(JavaSparkContext spark) {
    Matcher threads = LOCAL_THREADS.matcher(spark.master());
    if (threads.matches()) {
      return Integer.parseInt(threads.group(1));
    }
    return spark.master().startsWith("local[*") ? Runtime.getRuntime().availableProcessors() : 1;
  }

  StepSum sum(Averaging averaging, StepState state, int[] exponents) {
    return team.sum(averaging, state, exponents);
  }

  Slices slices() {
    return team.crew();
  }

  boolean isOver() {
    return team.crew().isOver();
  }

  /** Ends the tasks and waits until they have left their slots. */
  @Override
  public void close() {
    team.end();
    try {
      job.get(DEPARTURE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      job.cancel(true);
    } catch (ExecutionException | CancellationException e) {
      // If the reason that ended a task matters, the job of the next step reports it.
    }
  }
}
