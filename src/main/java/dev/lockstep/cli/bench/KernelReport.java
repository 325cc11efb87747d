package dev.lockstep.cli.bench;

import dev.lockstep.text.Printable;
import java.util.List;

/**
 * The speed of the kernels on one core.
 *
 * @param lanes floats of a vector; 1 for scalar kernels
 * @param peakGigaflops the core's peak; a multiply-add is two operations
 * @param density the share of features that are not zero
 */
public record KernelReport(
    int lanes, double peakGigaflops, double density, List<Kernel> kernels, List<Rate> rates) {

  /**
   * The speed of a kernel.
   *
   * @param microsPerExample its time
   * @param gigaflops the operations that its result needs, over its time; 0 if it only moves data
   * @param shareOfPeak the same over the peak
   */
  public record Kernel(
      String name, double microsPerExample, double gigaflops, double shareOfPeak) {}

  /**
   * The speed of a network's gradient, forward and backward.
   *
   * @param idealExamplesPerSecond the peak over the operations that the examples need
   */
  public record Rate(String name, double examplesPerSecond, double idealExamplesPerSecond) {}

  /** Returns a table for people. */
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
