package dev.lockstep.cli.bench;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.text.Counted;
import org.apache.spark.api.java.JavaSparkContext;

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

  /** Returns the setup that the reports name. */
  static TrainingSetup of(JavaSparkContext spark, DataSet train, Recipe recipe) {
    return of(spark, train.name(), train.partitions(), recipe);
  }

  /** Returns the same setup before the shards exist. */
  static TrainingSetup of(JavaSparkContext spark, String data, int partitions, Recipe recipe) {
    return new TrainingSetup(
        data,
        recipe.network().toString(),
        recipe.network().parameterCount(),
        partitions,
        recipe.shards(),
        recipe.batch(),
        recipe.averageEvery(),
        spark.master(),
        spark.defaultParallelism(),
        System.getProperty("java.version"));
  }
}
