package dev.lockstep.cli.bench;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.recipe.Recipe;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description =
        "Measures Lockstep: kernels against the processor's peak, steps, and Spark ML's classifier beside it.",
    subcommands = {BenchKernelsCommand.class, BenchMlpcCommand.class, BenchStepCommand.class},
    synopsisSubcommandLabel = "BENCHMARK")
public final class BenchCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a benchmark: kernels, mlpc, step");
  }

  /** Returns the setup that the reports name. */
  static TrainingSetup setup(JavaSparkContext spark, DataSet train, Recipe recipe) {
    return setup(spark, train.name(), train.partitions(), recipe);
  }

  /** Returns the same setup before the shards exist. */
  static TrainingSetup setup(JavaSparkContext spark, String data, int partitions, Recipe recipe) {
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
