package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.train.step.StepSum;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * The Spark job of a step: runs the task on every shard and adds what comes back. The sum is exact,
 * so how it is added is a matter of speed alone: in one stage and on the driver while that is
 * little data, else up a tree.
 */
public final class StepJob {
  /** What the driver may receive at once. A tree's second stage costs more than that. */
  private static final long DRIVER_BYTES = 32 << 20;

  private static final int TREE_WIDTH = 32;

  /** With no more partitions, Spark's tree of depth 2 has one stage. */
  private static final int LARGEST_STUMP = 5;

  private StepJob() {}

  /**
   * Runs the job.
   *
   * @param parameters the number of the gradient's elements
   */
  static StepSum run(JavaRDD<Shard> shards, int[] exponents, ShardTask task, int parameters) {
    int partitions = shards.getNumPartitions();
    if (formsTree(partitions, (long) exponents.length * parameters)) {
      return shards.treeAggregate(
          new StepSum(exponents), task, new MergeSums(), treeDepth(partitions));
    }
    Object[] sums =
        (Object[])
            shards
                .context()
                .runJob(
                    shards.rdd(),
                    new PartitionTask(exponents, task),
                    ClassTag$.MODULE$.apply(StepSum.class));
    StepSum sum = (StepSum) sums[0];
    for (int partition = 1; partition < sums.length; partition++) {
      sum.merge((StepSum) sums[partition]);
    }
    return sum;
  }

  private static boolean formsTree(int partitions, long elements) {
    boolean many = partitions > TREE_WIDTH;
    boolean large = Long.BYTES * elements * partitions > DRIVER_BYTES;
    return many || (large && partitions > LARGEST_STUMP);
  }

  /** Of a tree in which nobody merges many more than 32 sums. */
  public static int treeDepth(int partitions) {
    int depth = 2;
    for (long reach = (long) TREE_WIDTH * TREE_WIDTH; reach < partitions; reach *= TREE_WIDTH) {
      depth++;
    }
    return depth;
  }

  /**
   * A named class: Spark takes lambdas apart, every time that a job uses them, to see what they
   * have captured.
   */
  private static final class PartitionTask
      extends AbstractFunction2<TaskContext, Iterator<Shard>, StepSum>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final int[] exponents;
    private final ShardTask task;

    PartitionTask(int[] exponents, ShardTask task) {
      this.exponents = exponents;
      this.task = task;
    }

    @Override
    public StepSum apply(TaskContext context, Iterator<Shard> shards) {
      StepSum sum = new StepSum(exponents);
      while (shards.hasNext()) {
        sum = task.call(sum, shards.next());
      }
      return sum;
    }
  }

  private static final class MergeSums implements Function2<StepSum, StepSum, StepSum> {
    private static final long serialVersionUID = 1L;

    @Override
    public StepSum call(StepSum a, StepSum b) {
      return a.merge(b);
    }
  }
}
