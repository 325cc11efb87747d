package dev.lockstep.cli.bench;

import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;

/**
 * Counts the bytes that Spark jobs broadcast and that their tasks bring back, as Spark reports
 * them.
 */
final class StepTraffic extends SparkListener {
  private static final long PATIENCE_MILLIS = 60_000;

  private long jobs;
  private long broadcastBytes;
  private long resultBytes;

  private StepTraffic() {}

  /** Returns the traffic of the jobs that {@code work} starts; no other job may run meanwhile. */
  static StepTraffic of(JavaSparkContext spark, Runnable work) {
    StepTraffic traffic = new StepTraffic();
    try {
      // Else the ends of earlier jobs would count.
      spark.sc().listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
      spark.sc().addSparkListener(traffic);
      work.run();
      spark.sc().listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Spark does not come round to telling what it did", e);
    } finally {
      spark.sc().removeSparkListener(traffic);
    }
    return traffic;
  }

  /** Returns the bytes that a job sends to the executors, once: its tasks' code and broadcasts. */
  long broadcastBytesPerJob() {
    return Math.round((double) broadcastBytes / jobs);
  }

  /**
   * Returns the bytes that come back from all tasks of a job, to the driver or to the next stage.
   */
  long resultBytesPerJob() {
    return Math.round((double) resultBytes / jobs);
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd job) {
    jobs++;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    TaskMetrics metrics = task.taskMetrics();
    if (metrics != null) {
      resultBytes += metrics.resultSize() + metrics.shuffleWriteMetrics().bytesWritten();
    }
  }

  /**
   * Counts a piece of a broadcast; the driver's block manager reports each as it is made and
   * removed.
   */
  @Override
  public void onBlockUpdated(SparkListenerBlockUpdated update) {
    BlockUpdatedInfo block = update.blockUpdatedInfo();
    boolean made = block.storageLevel().isValid();
    if (made && block.blockId().isBroadcast() && block.blockManagerId().isDriver()) {
      broadcastBytes += block.memSize() + block.diskSize();
    }
  }
}
