package dev.lockstep.cli.train;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.RecipeOptions;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.FeatureOrder;
import dev.lockstep.data.ImageSize;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.NoExamplesException;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.SourceSets;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.data.shard.TestPart.Use;
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
import dev.lockstep.text.Counted;
import dev.lockstep.text.SettingException;
import dev.lockstep.train.FloatCollapse;
import dev.lockstep.train.TargetFit;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.fit.PreprocessingFit;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
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
    TableOptions tables =
        startingModel
            .flatMap(StartingModel::inputColumns)
            .map(asked.tables()::withKnown)
            .orElse(asked.tables());
    ExampleSource opened = open(spark, asked.data(), Part.TRAIN, tables, null, check).withNumbers();
    DataChoice choice = known(asked, opened);
    if (choice.tables().classes() != null && opened.labels().isEmpty()) {
      throw new DataException(
          opened.name() + ": has classes of its own: ", "{classes} is for tables");
    }
    if (choice.task() == null) {
      opened.requireClasses(
          "--label names another column, --task classification takes them for classes all the same,"
              + " --task regression predicts numbers");
    }
    List<String> modelNames = startingModel.map(StartingModel::featureNames).orElse(List.of());
    Sources sources = Sources.of(spark, opened, choice, modelNames, check);
    ExampleSource whole = sources.train;
    requireMemory(spark, options, whole, loading, choice);
    long start = System.nanoTime();
    SourceSets sets =
        loading.sets(
            spark,
            whole,
            whole.classLimit(),
            options.get(TrainingSettings.VALIDATION),
            sources.testShare.map(s -> new TestPart(Use.SET_APART, s)).orElse(TestPart.NONE));
    Split split = ColumnAdvice.trainingSet(choice, sets::sides);
    DataSet train = split.train();
    double loadSeconds = (System.nanoTime() - start) * 1e-9;
    List<String> classNames = classNames(opened, split);
    check.lookAtTraining(split, sources.featureNames, classNames);
    if (train.count() == 0 && sources.testShare.orElse(0.0) > 0) {
      throw new DataException(
          whole.name() + ": ",
          "{testShare} " + sources.testShare.get() + " leaves no example to train on");
    }
    sets.requireExamples(split);
    requireTwo(classNames, opened);
    int classes = classNames.isEmpty() ? whole.classLimit() : classNames.size();
    Optional<DataSet> test = sources.test(spark, sets, loading, classes);
    if (test.isPresent()) {
      check.look(split, test.get(), sources.featureNames, classNames);
      test.get().requireExamples();
    }
    Preprocessing preprocessing =
        startingModel
            .flatMap(StartingModel::preprocessing)
            .orElseGet(
                () ->
                    PreprocessingFit.fit(
                        train, choice.tables().inputs(), options.get(TrainingSettings.SCALING)));
    // The shards follow from the source's count, as when it was loaded.
    Task task =
        opened.targetNames().isEmpty()
            ? Task.CLASSES
            : new ValueTask(TargetFit.fit(train, options.lossOfNumbers()));
    int names = classNames.size() + opened.targetNames().size();
    Recipe fresh = options.recipe(preprocessing, task, names, whole.count(), train.statistics());
    Optional<Model> from =
        startingModel.isPresent() ? Optional.of(startingModel.get().of(fresh)) : Optional.empty();
    Recipe recipe = from.map(fresh::startingFrom).orElse(fresh);
    boolean fitted =
        startingModel.flatMap(StartingModel::preprocessing).isEmpty()
            && recipe.preprocessing().equals(preprocessing);
    DataOrigin origin =
        new DataOrigin(
            choice.data(),
            choice.testData(),
            choice.tables().classes() == null
                ? choice.tables()
                : choice.tables().withClasses(classNames),
            sources.testShare,
            sources.featureNames,
            classNames,
            opened.targetNames(),
            opened.leftOut(),
            fitted ? Optional.of(ScalingChoice.of(recipe.scaling().method())) : Optional.empty());
    List<FloatCollapse> collapses = collapses(train, recipe.preprocessing());
    Optional<ImageSize> image = train.columns().isEmpty() ? square(train) : Optional.empty();
    return new TrainingData(
        split.prepared(recipe.preprocessing(), sources.featureNames),
        test.map(set -> set.prepared(recipe.preprocessing(), sources.featureNames)),
        options.values(),
        recipe,
        from,
        origin,
        collapses,
        whole.image().or(() -> image),
        asked.tables().predicted() != Predicted.EITHER,
        opened.guessedLabel().filter(label -> choice.tables().label() == null),
        loadSeconds);
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

  /** Returns the choice with what the label columns are known to hold by now. */
  private static DataChoice known(DataChoice choice, ExampleSource opened) {
    boolean said = choice.tables().predicted() != Predicted.EITHER;
    Predicted found = opened.targetNames().isEmpty() ? Predicted.CLASSES : Predicted.NUMBERS;
    return said ? choice : choice.predicting(found);
  }

  private static Optional<ImageSize> square(DataSet train) {
    return ImageSize.square(
        train.features(), train.statistics().smallest(), train.statistics().largest());
  }

  /**
   * The sources of both sets, with their features in one order.
   *
   * @param testShare of the training set's source that is the test set, 0 for none; empty if {@code
   *     test} is one of its own
   */
  private record Sources(
      ExampleSource train,
      ExampleSource test,
      List<String> featureNames,
      Optional<Double> testShare) {
    /** Loads the test set; empty for none. */
    Optional<DataSet> test(
        JavaSparkContext spark, SourceSets sets, DataLoading loading, int classes) {
      if (testShare.isEmpty()) {
        return Optional.of(loading.load(spark, test, classes));
      }
      return testShare.get() > 0 ? Optional.of(sets.test()) : Optional.empty();
    }

    static Sources of(
        JavaSparkContext spark,
        ExampleSource opened,
        DataChoice choice,
        List<String> modelNames,
        DataCheck check)
        throws IOException {
      String model = "the model of --from";
      ExampleSource train = FeatureOrder.of(opened, modelNames, model);
      List<String> names = modelNames.isEmpty() ? train.featureNames() : modelNames;
      if (choice.testData().isEmpty() && opened.isAlone()) {
        Optional<Double> share = Optional.of(choice.testShare().orElse(TestPart.USUAL));
        return new Sources(train, train, names, share);
      }
      if (choice.testShare().isPresent()) {
        throw new SettingException(
            choice.testData().isEmpty()
                ? "{testShare} is for a table: " + opened.name() + " has a test set of its own"
                : "{testShare} and {testData} both say what the test set is");
      }
      ExampleSource test =
          open(
              spark,
              choice.testData().isEmpty() ? choice.data() : choice.testData(),
              Part.TEST,
              choice
                  .tables()
                  .withKnown(InputColumn.knowing(train.inputColumns(), check.alsoKnown())),
              opened.labels().map(l -> LabelEncoder.ofClasses(l.names())).orElse(null),
              check);
      test = FeatureOrder.of(test, names, modelNames.isEmpty() ? train.name() : model);
      requireSameFeatures(train, test);
      return new Sources(train, test, names, Optional.empty());
    }
  }

  private static ExampleSource open(
      JavaSparkContext spark,
      List<String> places,
      Part part,
      TableOptions tables,
      LabelEncoder labels,
      DataCheck check)
      throws IOException {
    try {
      return DataLoading.open(spark, places, part, tables, labels);
    } catch (NoExamplesException e) {
      check.lookAtNone(part);
      throw e;
    }
  }

  private static List<String> classNames(ExampleSource source, Split split) {
    if (!source.targetNames().isEmpty()) {
      return List.of();
    }
    if (source.labels().isPresent()) {
      return source.labels().get().names();
    }
    int classes = Math.max(2, split.classes());
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }

  private static void requireTwo(List<String> classNames, ExampleSource source) {
    if (classNames.size() == 1) {
      throw new DataException(
          source.name()
              + ": all labels are '"
              + classNames.get(0)
              + "': there is nothing to learn");
    }
  }

  private static void requireSameFeatures(ExampleSource train, ExampleSource test) {
    if (test.features() != train.features()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %s, but the test set %s has %d",
              train.name(),
              Counted.of(train.features(), "feature"),
              test.name(),
              test.features()));
    }
  }

  /** Returns a line about the numbers that are predicted. */
  String predicts() {
    String names = String.join(", ", origin.targetNames());
    return "predicts "
        + names
        + ": regression"
        + (asked
            ? ""
            : ", because not all of its numbers are whole; --task classification would take them"
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

  private static void requireMemory(
      JavaSparkContext spark,
      RecipeOptions options,
      ExampleSource source,
      DataLoading loading,
      DataChoice choice) {
    int inputs = PreprocessingFit.mostInputs(source.inputColumns(), choice.tables().inputs());
    int most = Math.max(source.features(), inputs);
    int targets = source.targetNames().size();
    Recipe recipe =
        targets == 0
            ? options.recipe(most, 2, source.count())
            : options.recipeOfNumbers(most, targets, source.count());
    int parts = loading.sharding(source.count(), spark.defaultParallelism()).partitions();
    try {
      Trainer.requireMemory(spark, recipe, parts);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(loading.command().commandLine(), OptionNames.message(e), e);
    }
  }
}
