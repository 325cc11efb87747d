package dev.lockstep.cli;

import dev.lockstep.data.Catalog;
import dev.lockstep.data.DataException;
import dev.lockstep.data.DataSet;
import dev.lockstep.data.DataSet.Sharding;
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
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
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
      defaultValue = "digits",
      description =
          "digits (built in), mnist, fashion-mnist (fetch them first), or a folder of IDX files."
              + " Default: ${DEFAULT-VALUE}")
  String data;

  @Option(
      names = "--test-data",
      paramLabel = "NAME|PATH",
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
      description = "The run folder, which must not exist. Default: runs/DATA-TIME")
  String out;

  @Option(names = "--quiet", description = "Neither progress nor summary.")
  boolean quiet;

  @Option(names = "--json", description = "In place of the summary, run.json on standard output.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    recipe(1, 2, 1); // What is wrong whatever the data are is said before anything is read.
    JavaSparkContext spark = Session.open();
    Configuration conf = spark.hadoopConfiguration();
    ExampleSource trainSource = Catalog.open(data, Part.TRAIN, conf);
    ExampleSource testSource = Catalog.open(testData == null ? data : testData, Part.TEST, conf);
    if (testSource.features() != trainSource.features()) {
      throw new DataException(
          String.format(
              "%s has %d features, but the test set %s has %d",
              trainSource.name(),
              trainSource.features(),
              testSource.name(),
              testSource.features()));
    }
    Path folder = createFolder(conf);
    DataSet train = load(spark, trainSource, trainSource.classLimit());
    int classes = Math.max(2, train.statistics().classes());
    DataSet test = load(spark, testSource, classes);
    Recipe recipe = recipe(train.features(), classes, DataSet.defaultShards(train.count()));
    if (!quiet && !json) {
      System.out.print(TrainSummary.beginning(recipe, train, test, spark.defaultParallelism()));
    }
    Evaluation before = evaluate(spark, test, recipe, initialParameters(recipe));
    Trainer.Trained trained =
        Trainer.train(spark, train, recipe, listener(recipe, train, folder, conf));
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

  private Recipe recipe(int features, int classes, int defaultShards) {
    try {
      return recipeOptions.recipe(features, classes, defaultShards);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private DataSet load(JavaSparkContext spark, ExampleSource source, int classLimit) {
    int shards =
        recipeOptions.shards == null ? DataSet.defaultShards(source.count()) : recipeOptions.shards;
    int parts = partitions == null ? Math.min(shards, spark.defaultParallelism()) : partitions;
    return DataSet.load(spark, source, classLimit, new Sharding(shards, recipeOptions.seed, parts));
  }

  private Path createFolder(Configuration conf) {
    String name = data.replaceAll("/+$", "").replaceAll(".*/", "");
    Path folder =
        new Path(
            out == null
                ? "runs/" + name + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(RUN_TIME)
                : out);
    try {
      FileSystem files = folder.getFileSystem(conf);
      if (files.exists(folder)) {
        throw new ParameterException(
            spec.commandLine(), "--out: " + folder + " exists; name another folder");
      }
      if (!files.mkdirs(folder)) {
        throw new IOException("cannot create the folder");
      }
      return folder;
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "--out: " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  private TrainingListener listener(Recipe recipe, DataSet train, Path folder, Configuration conf) {
    TrainingListener log = new MetricsLog(folder, conf);
    if (quiet) {
      return log;
    }
    TrainingListener progress =
        new Progress(System.err, Terminal.isTerminal(), recipe.epochs(), train.count());
    return new TrainingListener() {
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
  }

  private static float[] initialParameters(Recipe recipe) {
    return recipe.initialization().parameters(recipe.network(), recipe.seed());
  }

  private static Evaluation evaluate(
      JavaSparkContext spark, DataSet test, Recipe recipe, float[] parameters) {
    return Evaluator.evaluate(spark, test, recipe.network(), recipe.scaling(), parameters);
  }
}
