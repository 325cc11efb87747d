package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.SharedKernels;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** A residence in the driver's own process: the driver's thread leads the tasks' team. */
final class LocalResidence extends Residence {
  /** Spark starts tasks within some milliseconds, if there are slots. */
  private static final long ARRIVAL_MILLIS = 2_000;

  /**
   * Should Spark not tell of another job, that job gets the slots when the driver waits so long.
   */
  private static final long IDLE_NANOS = 5_000_000_000L;

  private final String id = UUID.randomUUID().toString();
  private final Averaging averaging;
  private final JavaRDD<Shard> shards;
  private final Team team;

  LocalResidence(JavaSparkContext spark, DataSet data, Averaging averaging) {
    this.averaging = averaging;
    int slots = SparkRpc.slots(spark.sc());
    int holders = Math.min(data.partitions(), slots);
    int helpers = helpers(averaging, slots, holders);
    JavaRDD<Shard> held =
        holders == data.partitions() ? data.shards() : data.shards().coalesce(holders);
    shards = helpers == 0 ? held : held.union(spark.parallelize(List.<Shard>of(), helpers));
    team = Team.found(id, holders + helpers, IDLE_NANOS);
  }

  /** Returns the number of tasks that hold no shard and share those of others. */
  private static int helpers(Averaging averaging, int slots, int holders) {
    int threads = SharedKernels.useful(slots, averaging.parameters());
    return Team.sharesShards(averaging, averaging.shards(), threads) ? threads - holders : 0;
  }

  @Override
  JavaFutureAction<Void> submit() {
    return shards.foreachPartitionAsync(ResidentTask.local(id));
  }

  @Override
  boolean awaitAll() throws InterruptedException {
    return team.awaitAll(ARRIVAL_MILLIS, this::hasLeft);
  }

  @Override
  StepSum sum(StepState state, int[] exponents) {
    return team.sum(averaging, state, exponents);
  }

  @Override
  Slices slices() {
    return team.crew();
  }

  @Override
  String reason() {
    return "the tasks run in this process";
  }

  @Override
  void end() {
    team.end();
  }

  @Override
  boolean isOver() {
    return team.isOver();
  }
}
