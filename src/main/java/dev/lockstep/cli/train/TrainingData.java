package dev.lockstep.cli.train;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.RecipeOptions;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.ImageSize;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.recipe.Values;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.Fingerprints;
import dev.lockstep.train.FloatCollapse;
import dev.lockstep.train.TargetFit;
import dev.lockstep.train.fit.PreprocessingFit;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.ParameterException;

/**
 * A run's examples, and the recipe that follows from them and the options.
 *
 * @param test empty where the user wants no test set
 * @param given the settings that the user has named
 * @param from the model that training starts from
 * @param origin of the data, with the names of features and classes
 * @param asked false if the data decided that numbers are predicted
 * @param guessedLabel the labels' column, where columns have no names and the user has named none
 * @param image the size of the pictures that the features are; empty if they are not
 * @param collapses the features whose numbers training cannot tell apart
 */
record TrainingData(
    Split split,
    Optional<DataSet> test,
    Values given,
    Recipe recipe,
    Optional<Model> from,
    DataOrigin origin,
    List<FloatCollapse> collapses,
    Optional<ImageSize> image,
    boolean asked,
    Optional<String> guessedLabel,
    double loadSeconds) {

  /**
   * Reads both sets.
   *
   * @param startingModel the model that training starts from
   * @param check looks at the examples before the test set is read, and before scaling is fitted
   * @throws DataException if data are wrong or contradict each other
   * @throws IllegalArgumentException if the model does not fit
   * @throws ParameterException if the options contradict the data, or there is too little memory
   */
  static TrainingData load(
      JavaSparkContext spark,
      RecipeOptions options,
      DataLoading loading,
      DataChoice asked,
      Optional<StartingModel> startingModel,
      DataCheck check)
      throws IOException {
    SetsAsRead read = SetsAsRead.read(spark, options, loading, asked, startingModel, check);
    DataChoice choice = read.choice();
    ExampleSource opened = read.opened();
    List<String> featureNames = read.names().features();
    DataSet train = read.split().train();
    Optional<Preprocessing> known = startingModel.flatMap(StartingModel::preprocessing);
    Preprocessing preprocessing =
        known.orElseGet(
            () ->
                PreprocessingFit.fit(
                    train, choice.tables().inputs(), options.get(TrainingSettings.SCALING)));
    Task task =
        read.names().hasClasses()
            ? Task.CLASSES
            : new ValueTask(TargetFit.fit(train, options.lossOfNumbers()));
    int names = read.names().predicted().size();
    // The shards follow from the source's count, as when it was loaded.
    Recipe fresh = options.recipe(preprocessing, task, names, opened.count(), train.statistics());
    Optional<Model> from =
        startingModel.isPresent() ? Optional.of(startingModel.get().of(fresh)) : Optional.empty();
    Recipe recipe = from.map(fresh::startingFrom).orElse(fresh);
    boolean fitted = known.isEmpty() && recipe.preprocessing().equals(preprocessing);
    DataOrigin origin =
        new DataOrigin(
            choice.data(),
            choice.testData(),
            choice.tables().classes() == null
                ? choice.tables()
                : choice.tables().withClasses(read.names().classes()),
            read.sources().testShare(),
            featureNames,
            read.names().classes(),
            read.names().targets(),
            opened.leftOut(),
            fitted ? Optional.of(ScalingChoice.of(recipe.scaling().method())) : Optional.empty());
    List<FloatCollapse> collapses = collapses(train, recipe.preprocessing());
    Optional<ImageSize> image = train.columns().isEmpty() ? square(train) : Optional.empty();
    return new TrainingData(
        read.split().prepared(recipe.preprocessing(), featureNames),
        read.test().map(set -> set.prepared(recipe.preprocessing(), featureNames)),
        options.values(),
        recipe,
        from,
        origin,
        collapses,
        opened.image().or(() -> image),
        asked.tables().predicted() != Predicted.EITHER,
        opened.guessedLabel().filter(label -> choice.tables().label() == null),
        read.seconds());
  }

  private static List<FloatCollapse> collapses(DataSet train, Preprocessing preprocessing) {
    return preprocessing.numbers() == 0
        ? List.of()
        : FloatCollapse.find(train.numbers(preprocessing), preprocessing.scaling());
  }

  /** Returns the names of the columns of numbers; none if columns have no names. */
  List<String> numberNames() {
    return recipe.preprocessing().isPlain()
        ? origin.featureNames()
        : recipe.preprocessing().columns().stream()
            .filter(NumberColumn.class::isInstance)
            .map(InputColumn::name)
            .toList();
  }

  private static Optional<ImageSize> square(DataSet train) {
    return ImageSize.square(
        train.features(), train.statistics().smallest(), train.statistics().largest());
  }

  /** Returns a line about the numbers that are predicted. */
  String predicts() {
    String names = String.join(", ", origin.targetNames());
    return "predicts "
        + names
        + ": regression"
        + (asked
            ? ""
            : ", because some of its numbers are not whole; --task classification would take them"
                + " for classes");
  }

  /** Returns the examples to train on. */
  DataSet train() {
    return split.train();
  }

  /** Returns the state in which training begins. */
  TrainingState initial() {
    return from.map(model -> TrainingState.initial(recipe, model))
        .orElseGet(() -> TrainingState.initial(recipe));
  }

  /**
   * Returns the fingerprints of the examples to train on, with the validation set, and of the test
   * set.
   */
  Fingerprints fingerprints() {
    return new Fingerprints(
        split.fingerprint().toString(), test.map(set -> set.statistics().fingerprint().toString()));
  }
}
