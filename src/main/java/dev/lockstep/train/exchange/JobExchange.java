package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** An exchange that runs a Spark job for each step. */
final class JobExchange extends Exchange {
  /**
   * The most bytes of state that travel with a step's tasks, which Spark broadcasts anyway, so that
   * it needs no broadcast of its own. Every task unpacks its own copy, and Spark warns of tasks of
   * more than a megabyte.
   */
  private static final long LARGEST_CARRIED = 512 << 10;

  private final JavaSparkContext spark;
  private final DataSet data;
  private final Broadcast<Averaging> averaging;
  private final String reason;
  private final Releases releases = new Releases();

  /**
   * Creates an exchange.
   *
   * @param reason the reason why steps are jobs
   */
  JobExchange(
      JavaSparkContext spark, DataSet data, Averaging averaging, int[] exponents, String reason) {
    super(spark, averaging, exponents);
    this.reason = reason;
    this.spark = spark;
    this.data = data;
    this.averaging = spark.broadcast(averaging);
    spark.setCallSite(
        "a step of Lockstep's"); // Without this, Spark walks the stack several times a step.
  }

  @Override
  StepSum sumOverShards(StepState state, int[] exponents) {
    int parameters = state.parameters().length;
    if (state.sizeBytes() <= LARGEST_CARRIED) {
      ShardTask task = new ShardTask(averaging, state, null);
      return StepJob.run(data.shards(), exponents, task, parameters);
    }
    Broadcast<StepState> broadcast = spark.broadcast(state);
    try {
      ShardTask task = new ShardTask(averaging, null, broadcast);
      return StepJob.run(data.shards(), exponents, task, parameters);
    } finally {
      releases.release(broadcast);
    }
  }

  @Override
  public ExchangeUse use() {
    return new ExchangeUse(ExchangeKind.JOBS, reason, 0);
  }

  @Override
  public Slices slices() {
    return Slices.ONE;
  }

  @Override
  public void close() {
    releases.close();
    spark.clearCallSite();
    averaging.destroy();
  }
}
