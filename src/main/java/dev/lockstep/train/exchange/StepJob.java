package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.step.StepSum;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * The Spark job of a step: runs the task on every shard and adds the results. The sum is exact, so
 * the way of adding matters for speed alone: small sums in one stage and on the driver, others up a
 * tree.
 */
public final class StepJob {
  /**
   * The most bytes that the driver receives at once; above this, a tree's second stage is cheaper.
   */
  private static final long DRIVER_BYTES = 32 << 20;

  private static final int TREE_WIDTH = 32;

  /** Up to this number of partitions, Spark's tree of depth 2 has one stage. */
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
    List<StepSum> ofPartitions = Arrays.stream(sums).map(StepSum.class::cast).toList();
    return ofPartitions.get(0).mergeAll(ofPartitions.subList(1, sums.length), Slices.ONE);
  }

  private static boolean formsTree(int partitions, long elements) {
    boolean many = partitions > TREE_WIDTH;
    boolean large = Long.BYTES * elements * partitions > DRIVER_BYTES;
    return many || (large && partitions > LARGEST_STUMP);
  }

  /** Returns the depth of a tree in which nobody merges many more than 32 sums. */
  public static int treeDepth(int partitions) {
    int depth = 2;
    for (long reach = (long) TREE_WIDTH * TREE_WIDTH; reach < partitions; reach *= TREE_WIDTH) {
      depth++;
    }
    return depth;
  }

  /**
   * A named class, because Spark takes lambdas apart for every job to see what they have captured.
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
