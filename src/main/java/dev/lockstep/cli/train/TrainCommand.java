package dev.lockstep.cli.train;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.option.Task;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.OutputPlace;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.cli.shell.Waiting;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunJson;
import dev.lockstep.text.Range;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    footer = {
      "  ./submit.sh train",
      "  ./submit.sh train --data mnist --hidden 128,64 --epochs 5 --out runs/first",
      "  ./submit.sh train --data t.csv --label class --test-share 0.3",
      "  ./submit.sh train @conf/mnist.conf --out runs/mnist --resume",
      "docs/gradients.md says how the gradients are tested, docs/settings.md lists all settings."
    },
    description = "Trains, evaluates on the test set, and writes a run folder.",
    sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

  @Spec CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      defaultValue = "digits",
      description =
          "digits (built in), mnist, fashion-mnist (fetch them first), a folder of IDX files, or a"
              + " table: CSV or Parquet, a file, a folder or a glob."
              + " Default: ${DEFAULT-VALUE}")
  String data;

  @Option(
      names = "--test-data",
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      description =
          "Where the test set lies. Default: with the training set, or a fifth of a table that has none")
  String testData;

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      description =
          "The share of a table without a test set that is held out as one, chosen by its examples'"
              + " content; 0 for no test set. Default: 0.2")
  Double testShare;

  @Mixin TrainOptions training;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      converter = PathText.class,
      description =
          "The run folder, which must not exist, except with --resume. Default: runs/DATA-TIME")
  String out;

  @Option(
      names = "--tensorboard",
      paramLabel = "FOLDER",
      converter = PathText.class,
      description =
          "Also write the measures of each epoch as TensorBoard's event files, into a folder of the"
              + " run's name in this one.")
  String tensorBoard;

  @Option(
      names = "--from",
      paramLabel = "MODEL",
      converter = PathText.class,
      description =
          "Start from the weights of a model, with its input scaling: a run folder or a"
              + " model.safetensors; or from weights alone: an .npz file or a folder of CSV files, as"
              + " export writes them. Default: weights as --init draws them")
  String from;

  @Option(
      names = "--resume",
      description =
          "Go on with the run in --out from its newest checkpoint; recipe and data must be the same."
              + " It remembers how the data were read.")
  boolean resume;

  /** Where the training set lies. */
  private List<String> places;

  /** Where the test set lies; none by default. */
  private List<String> testPlaces;

  @Override
  public Integer call() throws IOException {
    // Errors that do not depend on the data are reported before anything is read.
    training.requireValid();
    if (testShare != null) {
      Range.ZERO_TO_BELOW_ONE.require("testShare", testShare);
    }
    if (resume && out == null) {
      throw wrong("--resume needs --out, the folder of the run that is to go on", null);
    }
    // Missing data are reported before Spark starts.
    Configuration conf = Session.configuration();
    Path place = new Path(out == null ? defaultOut() : out);
    RunFolder folder = new RunFolder(new OutputPlace(spec, place, conf));
    boolean goesOn = resume && folder.exists();
    if (!goesOn) {
      folder.probe();
    }
    places = List.of(DataLoading.locate(data, conf));
    testPlaces = testData == null ? List.of() : List.of(DataLoading.locate(testData, conf));
    Optional<StartingModel> start =
        from == null ? Optional.empty() : Optional.of(new StartingModel(from, conf));
    JavaSparkContext spark =
        Waiting.during(
            "starting Spark", training.quiet, () -> Session.openToTrain(training.anyData()));
    return goesOn ? goOn(spark, folder.path(), start) : begin(spark, folder, start);
  }

  private int begin(JavaSparkContext spark, RunFolder folder, Optional<StartingModel> start)
      throws IOException {
    TrainingData examples = load(spark, start);
    folder.create();
    try (LockedFolder locked = lockedFolder(spark, folder.path())) {
      if (resume) {
        say("no such run folder; starting from the beginning");
      }
      return run(spark, examples, folder.path(), locked).from(examples.initial());
    }
  }

  private int goOn(JavaSparkContext spark, Path folder, Optional<StartingModel> start)
      throws IOException {
    try (LockedFolder locked = lockedFolder(spark, folder)) {
      RunJson.findOrigin(folder, spark.hadoopConfiguration())
          .ifPresent(before -> readAs(before, spark.hadoopConfiguration()));
      // The defaults of earlier releases were others.
      EarlierRun.recipe(folder, spark.hadoopConfiguration())
          .ifPresent(
              recipe -> {
                training.orElse(NetworkSettings.INIT, recipe.get(NetworkSettings.INIT));
                training.orElse(TrainingSettings.EPOCHS, recipe.epochs());
                if (recipe.update().isPresent()) {
                  training.orElse(TrainingSettings.BATCH, recipe.batch());
                }
              });
      TrainingData examples = load(spark, start);
      EarlierRun earlier =
          new EarlierRun(folder, spark.hadoopConfiguration(), spec.commandLine(), examples);
      if (earlier.isFinished()) {
        say("finished already: " + folder);
        return ExitCode.DONE;
      }
      Optional<TrainingState> state = earlier.state(Terminal::warn);
      say(
          state
              .map(s -> "going on after step " + s.step() + " (epoch " + (s.epoch() + 1) + ")")
              .orElse("no checkpoint; starting from the beginning"));
      return run(spark, examples, folder, locked).from(state.orElseGet(examples::initial));
    }
  }

  /** Reads data as before, unless the options say otherwise. */
  private void readAs(DataOrigin before, Configuration conf) {
    training.task = before.targetNames().isEmpty() ? Task.CLASSIFICATION : Task.REGRESSION;
    boolean sameData =
        !spec.commandLine().getParseResult().hasMatchedOption("--data")
            || DataLoading.isSame(places, before.data(), conf);
    training.table.orElse(before.table(), sameData);
    places = sameData ? DataLoading.locate(before.data(), conf) : places;
    testPlaces = testPlaces.isEmpty() ? DataLoading.locate(before.testData(), conf) : testPlaces;
    if (testPlaces.isEmpty() && testShare == null) {
      testShare = before.testShare().orElse(null);
    }
    before.scaling().ifPresent(scaling -> training.orElse(TrainingSettings.SCALING, scaling));
  }

  private TrainingData load(JavaSparkContext spark, Optional<StartingModel> start)
      throws IOException {
    try {
      return training.load(
          spark,
          training.choice(places, testPlaces, Optional.ofNullable(testShare)),
          start,
          DataCheck.NONE);
    } catch (IllegalArgumentException e) {
      throw from == null ? e : wrong("--from " + from + ": " + OptionNames.message(e), e);
    }
  }

  private static LockedFolder lockedFolder(JavaSparkContext spark, Path folder) throws IOException {
    return LockedFolder.take(folder, spark.hadoopConfiguration(), Terminal::warn);
  }

  private TrainingRun run(
      JavaSparkContext spark, TrainingData examples, Path folder, LockedFolder locked) {
    return training.run(
        spark,
        examples,
        folder,
        locked,
        training.output(),
        Optional.ofNullable(tensorBoard).map(Path::new),
        "--resume --out " + folder);
  }

  private void say(String message) {
    if (!training.quiet) {
      Terminal.say(message);
    }
  }

  private String defaultOut() {
    String name = data.replaceAll("/+$", "").replaceAll(".*/", "");
    return "runs/" + name + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(RUN_TIME);
  }

  private ParameterException wrong(String message, Exception cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }
}
