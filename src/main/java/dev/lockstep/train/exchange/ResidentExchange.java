package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;

/**
 * An exchange with tasks that stay. A step is a Spark job while they cannot: while another job of
 * the application wants the slots, and in the step in which a task is lost, so that Spark handles
 * the fault in its own way.
 */
final class ResidentExchange extends Exchange {
  private final JavaSparkContext spark;
  private final DataSet data;
  private final Averaging averaging;
  private final JobExchange jobs;
  private final Neighbours neighbours;
  private Residence residence;
  private long jobSteps;

  ResidentExchange(JavaSparkContext spark, DataSet data, Averaging averaging, int[] exponents) {
    super(averaging, exponents);
    this.spark = spark;
    this.data = data;
    this.averaging = averaging;
    jobs = new JobExchange(spark, data, averaging, exponents, "its tasks cannot stay");
    neighbours = new Neighbours(spark);
  }

  /** Returns the reason why tasks cannot stay; empty if they can. */
  static Optional<String> obstacle(JavaSparkContext spark, DataSet data) {
    if (!spark.isLocal()) {
      return Optional.of("the tasks run in other processes");
    }
    if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Optional.of("executors come and go (spark.dynamicAllocation.enabled)");
    }
    int id = data.shards().id();
    boolean spilled =
        Arrays.stream(spark.sc().getRDDStorageInfo())
            .filter(info -> info.id() == id)
            .anyMatch(ResidentExchange::isSpilled);
    return spilled ? Optional.of("the shards do not fit in memory") : Optional.empty();
  }

  private static boolean isSpilled(RDDInfo info) {
    return info.diskSize() > 0 || info.numCachedPartitions() < info.numPartitions();
  }

  @Override
  StepSum sumOverShards(StepState state, int[] exponents) {
    if (residence == null || residence.isOver()) {
      leave();
      residence = Residence.open(spark, data, neighbours);
    }
    if (residence != null) {
      try {
        return residence.sum(averaging, state, exponents);
      } catch (Crew.CrewException e) {
        leave(); // Spark repeats the step, and reports the fault if it happens again.
      }
    }
    jobSteps++;
    return jobs.sumOverShards(state, exponents);
  }

  @Override
  public ExchangeUse use() {
    return new ExchangeUse(ExchangeKind.RESIDENT, "the tasks run in this process", jobSteps);
  }

  @Override
  public Slices slices() {
    return residence == null ? Slices.ONE : residence.slices();
  }

  private void leave() {
    if (residence != null) {
      residence.close();
      residence = null;
    }
  }

  @Override
  public void close() {
    leave();
    neighbours.close();
    jobs.close();
  }
}
