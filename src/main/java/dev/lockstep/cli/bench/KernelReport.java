package dev.lockstep.cli.bench;

import dev.lockstep.text.Printable;
import java.util.List;

/**
 * What the kernels do on one core.
 *
 * @param lanes floats to a vector; 1 says scalar
 * @param peakGigaflops what the core can do; a multiply-add is two operations
 * @param density the share of features that are not zero
 */
public record KernelReport(
    int lanes, double peakGigaflops, double density, List<Kernel> kernels, List<Rate> rates) {

  /**
   * One kernel.
   *
   * @param microsPerExample its time
   * @param gigaflops the operations that its result needs, over its time; 0 where it only moves
   *     data
   * @param shareOfPeak the same over the peak
   */
  public record Kernel(
      String name, double microsPerExample, double gigaflops, double shareOfPeak) {}

  /**
   * A network's gradient, forward and backward.
   *
   * @param idealExamplesPerSecond the peak over the operations that the examples need
   */
  public record Rate(String name, double examplesPerSecond, double idealExamplesPerSecond) {}

  /** For a person to read. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        format(
            "%d lanes, peak of one core %.0f GFLOP/s, %.1f %% of the features are not zero%n",
            lanes, peakGigaflops, 100 * density));
    table.append(format("%n%-36s %12s %10s %8s%n", "kernel", "us/example", "GFLOP/s", "of peak"));
    for (Kernel kernel : kernels) {
      table.append(format("%-36s %12.3f", kernel.name, kernel.microsPerExample));
      if (kernel.gigaflops > 0) {
        table.append(format(" %10.1f %6.0f %%", kernel.gigaflops, 100 * kernel.shareOfPeak));
      }
      table.append(format("%n"));
    }
    table.append(
        format("%n%-36s %12s %10s %8s%n", "forward + backward", "examples/s", "ideal", "of it"));
    for (Rate rate : rates) {
      table.append(
          format(
              "%-36s %,12.0f %,10.0f %6.0f %%%n",
              rate.name,
              rate.examplesPerSecond,
              rate.idealExamplesPerSecond,
              100 * rate.examplesPerSecond / rate.idealExamplesPerSecond));
    }
    return table.toString();
  }

  private static String format(String format, Object... arguments) {
    return Printable.format(format, arguments);
  }
}
