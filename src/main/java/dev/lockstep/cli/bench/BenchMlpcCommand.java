package dev.lockstep.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.bench.MlpcReport.Training;
import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.RecipeOptions;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.OptimizerName;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.state.Evaluator;
import dev.lockstep.train.state.Trained;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Trains the same network on the same cached examples with Lockstep and with Spark ML, one after
 * the other.
 */
@Command(
    name = "mlpc",
    footer = "  ./submit.sh bench mlpc --data digits",
    description =
        "Training time, test accuracy and training loss against Spark ML's"
            + " MultilayerPerceptronClassifier; with --optimizer lbfgs, from the same first weights.",
    sortOptions = false)
final class BenchMlpcCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      defaultValue = "mnist",
      description = "As for train. Default: ${DEFAULT-VALUE}")
  String data;

  @Option(
      names = "--iterations",
      defaultValue = "100",
      description =
          "Of Spark ML's l-bfgs; with --optimizer lbfgs, of both, in place of --epochs."
              + " Default: ${DEFAULT-VALUE}")
  int iterations;

  @Option(
      names = "--pipeline",
      description = {
        "Fits Lockstep's and Spark's classifier as a stage of a pipeline, to one cached DataFrame of",
        "vectors; the time is that of the whole fit. Then both predict the rows."
      })
  boolean pipeline;

  @Option(names = "--json", description = "Writes JSON instead of a table.")
  boolean json;

  final RecipeOptions recipeOptions = new RecipeOptions();

  @Mixin final CommandSpec recipe = recipeOptions.mixin();

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    recipeOptions.refuseValidation();
    if (recipeOptions.get(TrainingSettings.OPTIMIZER) == OptimizerName.LBFGS) {
      require(
          recipeOptions.get(NetworkSettings.ACTIVATION) == Activation.SIGMOID,
          "has sigmoids: --activation sigmoid");
      recipeOptions.set(TrainingSettings.EPOCHS, iterations);
    }
    require(
        recipeOptions.get(NetworkSettings.LOSS).hasProbabilities(),
        "has a softmax: --loss cross-entropy");
    data = DataLoading.locate(data, Session.configuration());
    if (pipeline) {
      return print(PipelineBenchmark.of(Session.open(), data).run(recipeOptions, iterations));
    }
    JavaSparkContext spark = Session.openToTrain(recipeOptions.recipe(1, 2, 1));
    DataLoading loading = recipeOptions.loading(null);
    DataSet read = loading.load(spark, DataLoading.open(spark, data, Part.TRAIN));
    Recipe recipe =
        recipeOptions.recipe(read.features(), read.statistics().classes(), read.count());
    DataSet train = read.narrowed(recipe.scaling());
    DataSet test =
        loading.load(spark, DataLoading.open(spark, data, Part.TEST)).narrowed(recipe.scaling());
    MlpcReport report =
        new MlpcReport(
            TrainingSetup.of(spark, train, recipe),
            recipe.epochs(),
            iterations,
            SparkMlTraining.blas(spark),
            lockstep(spark, train, test, recipe),
            SparkMlTraining.run(train, test, recipe, iterations));
    return print(report);
  }

  private int print(MlpcReport report) throws JsonProcessingException {
    Terminal.printLines(
        json ? new ObjectMapper().writeValueAsString(report) + "\n" : report.table());
    return ExitCode.DONE;
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), "Spark ML's network " + problem);
    }
  }

  private static Training lockstep(
      JavaSparkContext spark, DataSet train, DataSet test, Recipe recipe) {
    Session.endWarmUp();
    Trained trained = Trainer.train(spark, train, recipe, new TrainingListener() {});
    Network network = recipe.network();
    float[] parameters = trained.parameters();
    return new Training(
        trained.timing().seconds(),
        Evaluator.evaluate(spark, test, network, recipe.scaling(), parameters).accuracy(),
        Evaluator.evaluate(spark, train, network, recipe.scaling(), parameters).meanLoss(),
        /* rowsPerSecond= */ null);
  }
}
