package dev.lockstep.cli;

import dev.lockstep.data.DataException;
import dev.lockstep.data.DataSet;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.model.Model;
import dev.lockstep.model.RunFiles;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.MetricsLog;
import dev.lockstep.report.Progress;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Evaluator;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.RunRecord;
import dev.lockstep.train.Trainer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "train",
    description = "Trains, evaluates on the test set, and writes a run folder.",
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

  @Spec CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      defaultValue = "digits",
      description =
          "digits (built in), mnist, fashion-mnist (fetch them first), or a folder of IDX files."
              + " Default: ${DEFAULT-VALUE}")
  String data;

  @Option(
      names = "--test-data",
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      description = "Where the test set lies. Default: with the training set")
  String testData;

  @Mixin RecipeOptions recipeOptions;

  @Option(
      names = "--partitions",
      description =
          "How many parts of the cluster the shards lie on; no part of the recipe. Default: as many as cores")
  Integer partitions;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      converter = PathText.class,
      description = "The run folder, which must not exist. Default: runs/DATA-TIME")
  String out;

  @Option(names = "--quiet", description = "Neither progress nor summary.")
  boolean quiet;

  @Option(names = "--json", description = "In place of the summary, run.json on standard output.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    // What is wrong whatever the data are is said before anything is read.
    Recipe anyData = recipeOptions.recipe(1, 2, 1);
    DataLoading loading = recipeOptions.loading(partitions);
    loading.sharding(1, 1);
    JavaSparkContext spark = Session.openToTrain(anyData);
    Configuration conf = spark.hadoopConfiguration();
    RunFolder runFolder = new RunFolder(new Path(out == null ? defaultOut() : out), conf);
    onFolder(runFolder, runFolder::probe);
    ExampleSource trainSource = DataLoading.open(spark, data, Part.TRAIN);
    ExampleSource testSource =
        DataLoading.open(spark, testData == null ? data : testData, Part.TEST);
    if (testSource.features() != trainSource.features()) {
      throw new DataException(
          String.format(
              "%s has %d features, but the test set %s has %d",
              trainSource.name(),
              trainSource.features(),
              testSource.name(),
              testSource.features()));
    }
    requireMemory(spark, trainSource, loading);
    long start = System.nanoTime();
    DataSet train = loading.load(spark, trainSource);
    double loadSeconds = (System.nanoTime() - start) * 1e-9;
    int classes = Math.max(2, train.statistics().classes());
    DataSet test = loading.load(spark, testSource, classes);
    Recipe recipe = recipeOptions.recipe(train.features(), classes, train.count());
    onFolder(runFolder, runFolder::create);
    Path folder = runFolder.path();
    if (!quiet && !json) {
      System.out.print(
          TrainSummary.beginning(recipe, train, loadSeconds, test, spark.defaultParallelism()));
    }
    Evaluation before = evaluate(spark, test, recipe, initialParameters(recipe));
    Trainer.Trained trained = train(spark, train, recipe, folder);
    Evaluation after = evaluate(spark, test, recipe, trained.parameters());
    List<String> classNames = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    new Model(recipe.network(), recipe.scaling(), classNames, trained.parameters())
        .write(new Path(folder, Model.FILE_NAME), conf);
    RunRecord record = RunRecord.of(spark, recipe, train, test, trained, before, after);
    RunFiles.writeText(new Path(folder, RunRecord.FILE_NAME), conf, record.toJson());
    if (json) {
      System.out.print(record.toJson());
    } else if (!quiet) {
      System.out.print(TrainSummary.end(record, classNames, folder));
    }
    return ExitCode.DONE;
  }

  private void requireMemory(JavaSparkContext spark, ExampleSource source, DataLoading loading) {
    Recipe recipe = recipeOptions.recipe(source.features(), 2, source.count());
    int parts = loading.sharding(source.count(), spark.defaultParallelism()).partitions();
    try {
      Trainer.requireMemory(spark, recipe, parts);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  private String defaultOut() {
    String name = data.replaceAll("/+$", "").replaceAll(".*/", "");
    return "runs/" + name + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(RUN_TIME);
  }

  @FunctionalInterface
  private interface FolderAction {
    void run() throws IOException;
  }

  private void onFolder(RunFolder folder, FolderAction action) {
    try {
      action.run();
    } catch (IOException e) {
      throw wrong("--out " + folder.path() + ": " + e.getMessage(), e);
    }
  }

  private ParameterException wrong(String message, Exception cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }

  private Trainer.Trained train(JavaSparkContext spark, DataSet train, Recipe recipe, Path folder) {
    TrainingListener log = new MetricsLog(folder, spark.hadoopConfiguration());
    PrintStream out = quiet ? new PrintStream(OutputStream.nullOutputStream()) : System.err;
    try (Progress progress =
        new Progress(out, Terminal.isTerminal(), recipe.epochs(), train.count())) {
      TrainingListener both =
          new TrainingListener() {
            @Override
            public void onStep(Measures measures) {
              progress.onStep(measures);
            }

            @Override
            public void onEpoch(Measures measures) {
              log.onEpoch(measures);
              progress.onEpoch(measures);
            }
          };
      return Trainer.train(spark, train, recipe, both);
    }
  }

  private static float[] initialParameters(Recipe recipe) {
    return recipe.initialization().parameters(recipe.network(), recipe.seed());
  }

  private static Evaluation evaluate(
      JavaSparkContext spark, DataSet test, Recipe recipe, float[] parameters) {
    return Evaluator.evaluate(spark, test, recipe.network(), recipe.scaling(), parameters);
  }
}
