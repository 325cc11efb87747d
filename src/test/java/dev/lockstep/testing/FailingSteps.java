package dev.lockstep.testing;

import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/** A plugin of Spark's that fails every task from the 30th stage on, when it has done its work. */
public final class FailingSteps implements SparkPlugin, ExecutorPlugin, TaskCompletionListener {
  /** Loading and the first evaluation take fewer; what follows are steps. */
  private static final int FIRST_STAGE = 30;

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return this;
  }

  @Override
  public void onTaskStart() {
    if (TaskContext.get().stageId() >= FIRST_STAGE) {
      TaskContext.get().addTaskCompletionListener(this);
    }
  }

  @Override
  public void onTaskCompletion(TaskContext task) {
    throw new IllegalStateException("this step was to fail");
  }
}
