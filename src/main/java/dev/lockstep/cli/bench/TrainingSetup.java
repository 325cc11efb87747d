package dev.lockstep.cli.bench;

import dev.lockstep.text.Counted;

/**
 * The training of a benchmark, and its machine.
 *
 * @param data the user's name of it
 * @param network widths of the layers, as in {@code 784-128-10}
 * @param parameters of the network
 * @param averageEvery steps from one exchange with the driver to the next
 * @param cores that Spark counts on
 * @param jdk the driver's
 */
public record TrainingSetup(
    String data,
    String network,
    long parameters,
    int partitions,
    int shards,
    long batch,
    int averageEvery,
    String master,
    int cores,
    String jdk) {

  @Override
  public String toString() {
    return String.join(
        ", ",
        data,
        network,
        Counted.grouped(parameters, "parameter"),
        Counted.of(partitions, "partition"),
        Counted.of(shards, "shard"),
        "batch " + batch,
        averageEvery == 1 ? "synchronous" : "averaged every " + averageEvery + " steps",
        master,
        Counted.of(cores, "core"),
        "JDK " + jdk);
  }
}
