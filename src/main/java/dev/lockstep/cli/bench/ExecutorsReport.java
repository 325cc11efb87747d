package dev.lockstep.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.text.Printable;
import dev.lockstep.train.exchange.RpcSpeed;
import java.util.List;

/**
 * Simulated steps, without computing.
 *
 * @param rpc the speed of Spark's RPC on this machine
 */
public record ExecutorsReport(RpcSpeed rpc, List<Row> rows) {

  /**
   * A way of sums and states.
   *
   * @param millis from the state to the next one
   * @param driverBytesOut the bytes that the driver sends in a step
   * @param driverBytesIn the bytes that it receives
   */
  public record Way(double millis, long driverBytesOut, long driverBytesIn) {}

  /**
   * A simulated cluster.
   *
   * @param gigabits of a link, a second; 0 for none
   * @param slicesAreUsed what the exchange would do
   */
  public record Row(
      long parameters,
      int executors,
      double gigabits,
      Way star,
      Way slices,
      boolean slicesAreUsed) {
    /** The driver's parameters, AdamW's state, mean and sum. */
    private static final int BYTES_A_PARAMETER = 3 * Float.BYTES + Float.BYTES + Long.BYTES;

    /** Returns the bytes of the driver's arrays and messages, where executors bring whole sums. */
    @JsonProperty
    public long driverMemoryOfStar() {
      return parameters * (BYTES_A_PARAMETER + Float.BYTES) + star.driverBytesIn;
    }

    /** Returns the bytes of the driver's arrays and messages, where there are slices. */
    @JsonProperty
    public long driverMemoryOfSlices() {
      return parameters * BYTES_A_PARAMETER + slices.driverBytesOut + slices.driverBytesIn;
    }
  }

  /** Returns a table for people. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        Printable.format(
            "Spark's RPC here: %.1f us a message, %.2f ns a byte, %.0f us to the other thread%n",
            1e6 * rpc.messageSeconds(), 1e9 * rpc.byteSeconds(), 1e6 * rpc.hopSeconds()));
    table.append(
        Printable.format(
            "%12s %6s %9s | %11s %9s %9s %9s | %11s %9s %9s %9s |%n",
            "parameters",
            "exec.",
            "Gbit/s",
            "star ms",
            "MB out",
            "MB in",
            "memory MB",
            "slices ms",
            "MB out",
            "MB in",
            "memory MB"));
    for (Row row : rows) {
      table.append(
          Printable.format(
              "%,12d %,6d %9.1f | %11.2f %9.1f %9.1f %9.1f | %11.2f %9.1f %9.1f %9.1f | %s%n",
              row.parameters,
              row.executors,
              row.gigabits,
              row.star.millis,
              megabytes(row.star.driverBytesOut),
              megabytes(row.star.driverBytesIn),
              megabytes(row.driverMemoryOfStar()),
              row.slices.millis,
              megabytes(row.slices.driverBytesOut),
              megabytes(row.slices.driverBytesIn),
              megabytes(row.driverMemoryOfSlices()),
              row.slicesAreUsed ? "slices" : "star"));
    }
    return table.toString();
  }

  private static double megabytes(long bytes) {
    return bytes * 1e-6;
  }
}
