package dev.lockstep.train;

import dev.lockstep.linalg.FastestKernels;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.Function;

/** How wide an executor's vectors are. In a file of its own: executors have no JUnit. */
record CountLanes() implements Function<Integer, Integer> {

  /** Takes long enough that every executor gets some of the tasks. */
  @Override
  public Integer call(Integer task) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(300);
    return FastestKernels.create().lanes();
  }
}
