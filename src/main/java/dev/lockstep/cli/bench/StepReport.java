package dev.lockstep.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lockstep.text.Printable;

/**
 * The times of a step, and of an empty Spark job on the same partitions; medians over rounds. With
 * more partitions than cores, all computing beyond that of one partition counts as Spark's.
 *
 * @param computeMillis of a step, computing gradients: the partition that took longest
 * @param sparkMillis of a step, in Spark: job and broadcast, less the computation
 * @param driverMillis of a step, on the driver: dividing, clipping, updating
 * @param broadcastBytes the bytes that an averaging sends to the executors, once
 * @param resultBytes the bytes that come back from all tasks of an averaging
 */
public record StepReport(
    @JsonUnwrapped TrainingSetup setup,
    double emptyJobMillis,
    double computeMillis,
    double sparkMillis,
    double driverMillis,
    long broadcastBytes,
    long resultBytes) {

  /** Returns a step without its computation, in empty jobs. */
  @JsonProperty
  public double ratio() {
    return (sparkMillis + driverMillis) / emptyJobMillis;
  }

  /** Returns a table for people. */
  public String table() {
    return Printable.format(
        "%s%n"
            + "empty job            %8.2f ms%n"
            + "step, computing      %8.2f ms%n"
            + "step, in Spark       %8.2f ms%n"
            + "step, on the driver  %8.2f ms%n"
            + "a step less its computation takes %.2f times an empty job%n"
            + "an averaging broadcasts %,d bytes and brings back %,d%n",
        setup,
        emptyJobMillis,
        computeMillis,
        sparkMillis,
        driverMillis,
        ratio(),
        broadcastBytes,
        resultBytes);
  }
}
