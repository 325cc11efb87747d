package dev.lockstep.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.RecipeOptions;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.nn.Task;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.train.fit.PreprocessingFit;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a step without its computation against an empty Spark job. */
@Command(
    name = "step",
    footer = "  ./submit.sh bench step",
    description =
        "What a synchronous step costs beyond its computation, against an empty Spark job.",
    sortOptions = false)
final class BenchStepCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      defaultValue = "digits",
      description = "As for train. Default: ${DEFAULT-VALUE}")
  String data;

  @Option(
      names = "--partitions",
      defaultValue = "2",
      split = ",",
      description =
          "As for train, or several numbers as in 2,8,32: one after another in this process, the"
              + " first on a JVM that is still compiling. With more of them than shards by default,"
              + " there are as many shards. Default: ${DEFAULT-VALUE}")
  List<Integer> partitions;

  @Option(
      names = "--rounds",
      defaultValue = "15",
      description =
          "How often the two take turns, the first third uncounted. Default: ${DEFAULT-VALUE}")
  int rounds;

  @Option(names = "--json", description = "Writes JSON instead of a table.")
  boolean json;

  @Option(
      names = "--dense",
      description = "Keep zeros among the inputs, where compressed rows would leave them out.")
  boolean dense;

  final RecipeOptions recipeOptions = new RecipeOptions();

  @Mixin final CommandSpec recipe = recipeOptions.mixin();

  @Override
  public Integer call() throws JsonProcessingException {
    if (rounds < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more: " + rounds);
    }
    data = DataLoading.locate(data, Session.configuration());
    JavaSparkContext spark = Session.open();
    ExampleSource source = DataLoading.open(spark, data, Part.TRAIN);
    recipeOptions.refuseValidation();
    recipeOptions.set(TrainingSettings.EPOCHS, 1);
    boolean byDefault = !recipeOptions.values().has(TrainingSettings.SHARDS);
    for (int parts : partitions) {
      // With the default number of shards, no partition is empty.
      if (byDefault) {
        int shards = Math.max(recipeOptions.defaultShards(source.count()), parts);
        recipeOptions.set(TrainingSettings.SHARDS, shards);
      }
      StepReport report = measure(spark, recipeOptions.loading(parts).load(spark, source));
      Terminal.printLines(
          json ? new ObjectMapper().writeValueAsString(report) + "\n" : report.table());
    }
    return ExitCode.DONE;
  }

  private StepReport measure(JavaSparkContext spark, DataSet read) {
    Recipe recipe =
        read.columns().isEmpty()
            ? recipeOptions.recipe(read.features(), read.statistics().classes(), read.count())
            : recipeOptions.recipe(
                PreprocessingFit.fit(read, InputChoices.DEFAULT, null),
                Task.CLASSES,
                read.statistics().classes(),
                read.count(),
                read.statistics());
    DataSet prepared = read.prepared(recipe.preprocessing(), recipe.preprocessing().columnNames());
    DataSet train = dense ? prepared.dense() : prepared;
    StepReport report =
        new StepBenchmark(spark, train, recipe).run(TrainingSetup.of(spark, train, recipe), rounds);
    train.shards().unpersist();
    return report;
  }
}
