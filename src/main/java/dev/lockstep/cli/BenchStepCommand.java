package dev.lockstep.cli;

import dev.lockstep.data.DataSet;
import dev.lockstep.data.Part;
import dev.lockstep.data.Shard;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.Trainer.Timing;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/** A step less its computation, against an empty Spark job on the same partitions, in turns. */
@Command(
    name = "step",
    description =
        "What a synchronous step costs beyond its computation, against an empty Spark job.",
    sortOptions = false)
final class BenchStepCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      defaultValue = "digits",
      description = "As for train. Default: ${DEFAULT-VALUE}")
  String data;

  @Option(
      names = "--partitions",
      defaultValue = "2",
      description = "As for train. Default: ${DEFAULT-VALUE}")
  int partitions;

  @Option(
      names = "--rounds",
      defaultValue = "15",
      description =
          "How often the two take turns, the first third uncounted. Default: ${DEFAULT-VALUE}")
  int rounds;

  @Mixin RecipeOptions recipeOptions;

  @Override
  public Integer call() {
    JavaSparkContext spark = Session.open();
    DataSet train =
        recipeOptions.loading(partitions).load(spark, DataLoading.open(spark, data, Part.TRAIN));
    recipeOptions.epochs = 1;
    Recipe recipe =
        recipeOptions.recipe(train.features(), train.statistics().classes(), train.count());
    double[] empty = new double[rounds];
    double[] beyond = new double[rounds];
    double[] computing = new double[rounds];
    double[] sparkMillis = new double[rounds];
    double[] driver = new double[rounds];
    for (int r = 0; r < rounds; r++) {
      Timing timing = Trainer.train(spark, train, recipe, new TrainingListener() {}).timing();
      double perStep = 1e3 / timing.steps();
      computing[r] = timing.computeSeconds() * perStep;
      sparkMillis[r] = timing.sparkSeconds() * perStep;
      driver[r] = timing.driverSeconds() * perStep;
      beyond[r] = sparkMillis[r] + driver[r];
      empty[r] = emptyJobs(spark, train, timing.steps()) * perStep;
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %s, %d parameters, %d partitions, %d shards, batch %d, %s%n"
            + "empty job            %6.2f ms%n"
            + "step, computing      %6.2f ms%n"
            + "step, in Spark       %6.2f ms%n"
            + "step, on the driver  %6.2f ms%n"
            + "a step less its computation takes %.2f times an empty job%n",
        train.name(),
        recipe.network(),
        recipe.network().parameterCount(),
        partitions,
        recipe.shards(),
        recipe.batch(),
        spark.master(),
        median(empty),
        median(computing),
        median(sparkMillis),
        median(driver),
        median(beyond) / median(empty));
    return ExitCode.DONE;
  }

  private static double emptyJobs(JavaSparkContext spark, DataSet data, long count) {
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      spark.sc().runJob(data.shards().rdd(), new Nothing(), ClassTag$.MODULE$.Object());
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  /** Of the rounds that count. */
  private static double median(double[] values) {
    double[] counted = Arrays.copyOfRange(values, values.length / 3, values.length);
    double[] sorted = DoubleStream.of(counted).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static final class Nothing extends AbstractFunction2<TaskContext, Iterator<Shard>, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object apply(TaskContext context, Iterator<Shard> shards) {
      return true;
    }
  }
}
