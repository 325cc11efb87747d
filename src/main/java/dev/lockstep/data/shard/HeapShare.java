package dev.lockstep.data.shard;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.memory.MemoryManager;

/**
 * The heap that a task's blocks may take. If they take more, the rows of all of them go to a
 * scratch file, which the operating system keeps in its memory as far as there is room. Spark's own
 * way, to write whole shards to disk and read them back, would read them at every step. No result
 * depends on where rows lie.
 */
final class HeapShare implements AutoCloseable {
  /** A row of more features could be longer than a buffer. */
  private static final int MOST_FEATURES = 1 << 28;

  private final long limit;
  private final Path place;
  private final List<ShardBlock> held = new ArrayList<>();
  private long bytes;

  /** Null while all rows are on the heap. */
  private ScratchFile file;

  /**
   * Starts without blocks.
   *
   * @param limit in bytes
   * @param place of the scratch file, which is created when it is needed
   */
  HeapShare(long limit, Path place) {
    this.limit = limit;
    this.place = place;
  }

  /** Returns the most tasks that make the shards of partitions at the same time. */
  static int tasksAtOnce(SparkContext spark, int partitions) {
    return spark.isLocal() ? Math.min(spark.defaultParallelism(), partitions) : partitions;
  }

  /**
   * Returns this task's share: half of what Spark's memory for data has left, divided among the
   * tasks. The other half is for the shards, into which blocks are copied one after another.
   *
   * @param tasks that make shards at the same time, if there are as many cores
   */
  static HeapShare ofTask(int tasks) {
    SparkEnv spark = SparkEnv.get();
    if (spark == null || !mayMap(spark.conf())) {
      return unlimited();
    }
    try {
      MemoryManager memory = spark.memoryManager();
      long left = memory.maxOnHeapStorageMemory() - memory.onHeapStorageMemoryUsed();
      return new HeapShare(left / (2L * Math.min(tasks, cores(spark))), ScratchFile.place(spark));
    } catch (LinkageError e) {
      return unlimited(); // Another Spark's internal interface.
    }
  }

  /** Returns the cores of an executor; in one process the driver knows how many it uses. */
  private static int cores(SparkEnv spark) {
    return spark.executorId().equals("driver")
        ? Integer.MAX_VALUE
        : spark.conf().getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
  }

  /** Returns the share of a shard's rows in another form: nothing, where they are in a file. */
  static HeapShare like(StoredRows rows) {
    return rows instanceof MappedRows mapped
        ? new HeapShare(-1, mapped.anotherPlace())
        : unlimited();
  }

  private static HeapShare unlimited() {
    return new HeapShare(Long.MAX_VALUE, null);
  }

  /**
   * Returns false where a scratch file would break a promise: it is not encrypted, and YARN counts
   * mapped pages as a process's own memory, of which it allows so much.
   */
  private static boolean mayMap(SparkConf conf) {
    return !conf.getBoolean("spark.io.encryption.enabled", false)
        && !conf.get("spark.master", "").startsWith("yarn");
  }

  /** Takes a block to which nothing is added any more. */
  void take(ShardBlock block) {
    held.add(block);
    bytes += block.sizeBytes();
    if (bytes > limit && block.stored().features() <= MOST_FEATURES) {
      file = file == null ? ScratchFile.create(place) : file;
      held.forEach(each -> each.moveRows(file));
      held.clear();
    }
  }

  /** Makes the rows of all blocks readable. */
  void end() {
    if (file != null) {
      file.map();
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
