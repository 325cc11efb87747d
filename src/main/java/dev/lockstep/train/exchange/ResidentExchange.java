package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.linalg.Slices;
import dev.lockstep.text.Counted;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageStatus;
import scala.jdk.javaapi.CollectionConverters;

/**
 * An exchange with tasks that stay. Where they cannot, for a while or at all, a step is a Spark
 * job: while another job of the application wants the slots, and for the step in which a task is
 * lost, so that Spark's own way with faults holds. A job that was cancelled ends the training, as
 * it does where steps are jobs.
 */
final class ResidentExchange extends Exchange {
  private final JavaSparkContext spark;
  private final DataSet data;
  private final Averaging averaging;
  private final Neighbours neighbours;

  /** Null before the first step that is a job. */
  private JobExchange jobs;

  /** Null while no tasks stay. */
  private Residence residence;

  /** Of the last residence. */
  private String reason = "";

  private long residentSteps;
  private long jobSteps;

  ResidentExchange(JavaSparkContext spark, DataSet data, Averaging averaging, int[] exponents) {
    super(spark, averaging, exponents);
    this.spark = spark;
    this.data = data;
    this.averaging = averaging;
    neighbours = new Neighbours(spark);
  }

  /** Returns the reason why tasks cannot stay, if they cannot. */
  static Optional<String> obstacle(JavaSparkContext spark, DataSet data) {
    boolean local = spark.isLocal();
    if (!local && spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Optional.of("executors come and go (spark.dynamicAllocation.enabled)");
    }
    try {
      int slots = SparkRpc.slots(spark.sc());
      if (slots == 0 || (!local && slots < data.partitions())) {
        return Optional.of(
            Counted.of(data.partitions(), "partition") + ", " + Counted.of(slots, "slot"));
      }
      return areInMemory(spark, data)
          ? Optional.empty()
          : Optional.of("not all shards are in memory");
    } catch (LinkageError e) {
      return Optional.of("Spark " + spark.version() + " has another internal interface: " + e);
    }
  }

  /** Asks those who store the shards: what Spark shows to users comes later. */
  private static boolean areInMemory(JavaSparkContext spark, DataSet data) {
    Set<BlockId> inMemory = new HashSet<>();
    for (StorageStatus store : spark.sc().env().blockManager().master().getStorageStatus()) {
      CollectionConverters.asJava(store.rddBlocks())
          .forEach(
              (block, status) -> {
                boolean isShard = ((RDDBlockId) block).rddId() == data.shards().id();
                if (isShard && status.isCached() && status.diskSize() == 0) {
                  inMemory.add(block);
                }
              });
    }
    return inMemory.size() == data.partitions();
  }

  @Override
  StepSum sumOverShards(StepState state, int[] exponents) {
    if (residence == null || residence.isOver() || residence.hasLeft()) {
      leave();
      boolean comes = !neighbours.areExpected() && obstacle(spark, data).isEmpty();
      residence = comes ? Residence.open(spark, data, averaging, neighbours) : null;
    }
    if (residence != null) {
      try {
        StepSum sum = residence.sum(state, exponents);
        reason = residence.reason();
        residentSteps++;
        return sum;
      } catch (Crew.CrewException e) {
        leave(); // Spark does the step again, and tells what is wrong if it happens again.
        neighbours.keepAway(0);
      }
    }
    jobSteps++;
    if (jobs == null) {
      jobs =
          new JobExchange(
              spark, data, averaging, exponents, "the tasks did not find their slots at once");
    }
    return jobs.sumOverShards(state, exponents);
  }

  @Override
  public ExchangeUse use() {
    if (residentSteps == 0 && jobSteps > 0) {
      return jobs.use();
    }
    return new ExchangeUse(ExchangeKind.RESIDENT, reason, jobSteps);
  }

  @Override
  public Slices slices() {
    return residence == null ? Slices.ONE : residence.slices();
  }

  /** Ends the residence; throws Spark's exception if its job was cancelled. */
  private void leave() {
    Residence left = residence;
    if (left != null) {
      residence = null;
      left.close();
      left.requireNotCancelled();
    }
  }

  @Override
  public void close() {
    if (residence != null) {
      residence.close();
    }
    neighbours.close();
    if (jobs != null) {
      jobs.close();
    }
  }
}
