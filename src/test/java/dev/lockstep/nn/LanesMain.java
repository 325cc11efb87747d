package dev.lockstep.nn;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Prints the number of lanes, and digests of every case, dense, compressed and summed; for {@link
 * LanesTest}. Some threads compute them several times: what the interpreter began, a compiler goes
 * on with.
 */
final class LanesMain {
  /** The examples of a case. */
  static final int MANY = 75;

  /** The examples of small networks alone, for JVMs that take some hundred times as long. */
  static final int FEW = 7;

  private LanesMain() {}

  /**
   * Prints the lanes and the digests.
   *
   * @param args the examples, the threads and the rounds of all of them
   */
  public static void main(String[] args) throws Exception {
    int batch = Integer.parseInt(args[0]);
    ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(args[1]));
    List<Future<String>> rounds = new ArrayList<>();
    for (int round = 0; round < Integer.parseInt(args[2]); round++) {
      rounds.add(threads.submit(() -> digests(FastestKernels::create, batch)));
    }
    threads.shutdown();
    String digests = rounds.get(0).get();
    for (Future<String> round : rounds) {
      if (!round.get().equals(digests)) {
        throw new IllegalStateException("one JVM, two results:\n" + digests + round.get());
      }
    }
    System.out.println(FastestKernels.create().lanes());
    System.out.print(digests);
  }

  static String digests(Supplier<Kernels> kernels, int batch) {
    StringBuilder lines = new StringBuilder();
    for (Network network : KernelCase.networks()) {
      if (batch == FEW && network.parameterCount() > 3_000) {
        continue;
      }
      KernelCase given = KernelCase.of(network, AddressedRandom.of(1, "lanes"), batch);
      Kernels own = kernels.get();
      lines.append(network.sizes()).append(' ').append(network.activation()).append(' ');
      lines.append(given.dense(own)).append(' ');
      lines.append(given.compressed(own)).append(' ');
      lines.append(given.summed(own)).append('\n');
    }
    return lines.toString();
  }
}
