package dev.lockstep.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.text.Printable;

/**
 * The times of a step by one exchange; medians over rounds. With more partitions than cores, all
 * computing beyond that of one partition counts as the exchange's.
 *
 * @param computeMillis computing gradients: the partition that took longest
 * @param exchangeMillis getting the state out and the sum back, less the computation
 * @param driverMillis on the driver: dividing, clipping, updating
 */
public record StepTimes(double computeMillis, double exchangeMillis, double driverMillis) {
  /** Returns what a step takes beside its computation. */
  @JsonProperty
  public double overheadMillis() {
    return exchangeMillis + driverMillis;
  }

  String table(String exchange) {
    return Printable.format(
        "%-9s computing %8.3f ms, exchange %8.3f ms, driver %8.3f ms: %.3f ms beside computing%n",
        exchange, computeMillis, exchangeMillis, driverMillis, overheadMillis());
  }
}
