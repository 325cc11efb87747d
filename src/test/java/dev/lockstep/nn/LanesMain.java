package dev.lockstep.nn;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.Kernels;

/**
 * Prints the number of lanes, and a digest of every case, dense and compressed; for {@link
 * LanesTest}.
 */
final class LanesMain {
  private static final int BATCH = 75;

  private LanesMain() {}

  public static void main(String[] args) {
    System.out.println(FastestKernels.create().lanes());
    System.out.print(digests(FastestKernels.create()));
  }

  static String digests(Kernels kernels) {
    StringBuilder lines = new StringBuilder();
    for (Network network : KernelCase.networks()) {
      KernelCase given = KernelCase.of(network, AddressedRandom.of(1, "lanes"), BATCH);
      lines.append(given.dense(kernels)).append('\n');
      lines.append(given.compressed(kernels)).append('\n');
    }
    return lines.toString();
  }
}
