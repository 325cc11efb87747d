package dev.lockstep.cli.train;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.OutputPlace;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** A training for another command: its examples, and the run folder that it writes. */
public final class FolderTraining {
  private final JavaSparkContext spark;
  private final TrainOptions options;
  private final TrainingData data;

  private FolderTraining(JavaSparkContext spark, TrainOptions options, TrainingData data) {
    this.spark = spark;
    this.options = options;
    this.data = data;
  }

  /**
   * Reads the examples.
   *
   * @param places of the training set
   * @param testPlaces of the test set; none for that of the training set, or a fifth of a table
   * @param start the folder of a model to start from
   * @param earlier a model that says what is predicted, unless the options do
   * @param check looks at the examples as read
   */
  public static FolderTraining load(
      JavaSparkContext spark,
      TrainOptions options,
      List<String> places,
      List<String> testPlaces,
      Optional<Path> start,
      Optional<Model> earlier,
      DataCheck check)
      throws IOException {
    Configuration conf = Session.configuration();
    Optional<StartingModel> model =
        start.isPresent()
            ? Optional.of(new StartingModel(start.get().toString(), conf))
            : Optional.empty();
    try {
      DataChoice choice =
          earlier.isPresent()
              ? options.choiceLike(earlier.get().task().hasClasses(), places, testPlaces)
              : options.choice(places, testPlaces, Optional.empty());
      return new FolderTraining(spark, options, options.load(spark, choice, model, check));
    } catch (IllegalArgumentException e) {
      throw start.isEmpty()
          ? e
          : new SettingException(
              "{warmStart}: the champion in " + start.get() + " " + OptionNames.message(e));
    }
  }

  public Recipe recipe() {
    return data.recipe();
  }

  /** Returns the test set as training evaluates on it. */
  public DataSet test() {
    return data.test().orElseThrow(); // No share is named, so there is one.
  }

  /**
   * Trains into a folder, or goes on with what a killed process has left there.
   *
   * @return the exit code: done, or terminated by a signal after a last checkpoint
   */
  public int into(Path folder) throws IOException {
    Configuration conf = spark.hadoopConfiguration();
    OutputPlace place = new OutputPlace(options.command(), folder, conf);
    if (place.status().isEmpty()) {
      place.makeFolder();
    }
    try (LockedFolder locked = LockedFolder.take(folder, conf, Terminal::warn)) {
      EarlierRun earlier = new EarlierRun(folder, conf, options.command().commandLine(), data);
      return earlier.isFinished()
          ? ExitCode.DONE
          : options
              .run(
                  spark,
                  data,
                  folder,
                  locked,
                  TrainingRun.Output.NOTHING,
                  /* tensorBoard= */ Optional.empty(),
                  "the same command")
              .from(earlier.state(Terminal::warn).orElseGet(data::initial));
    }
  }
}
