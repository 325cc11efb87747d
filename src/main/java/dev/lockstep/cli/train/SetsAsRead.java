package dev.lockstep.cli.train;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.RecipeOptions;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.data.DataException;
import dev.lockstep.data.DataNames;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.files.TableSettings;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.SourceSets;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.data.shard.TestPart.Use;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.fit.PreprocessingFit;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.ParameterException;

/**
 * A run's sets as they are read, before there is a recipe.
 *
 * @param opened the training set's source, before its features were put into a model's order
 * @param choice the user's, with what the label columns hold
 * @param names of features, and of classes or targets
 * @param seconds that loading the training set took
 */
record SetsAsRead(
    ExampleSource opened,
    DataChoice choice,
    Sources sources,
    Split split,
    Optional<DataSet> test,
    DataNames names,
    double seconds) {

  /** Reads both sets; as {@link TrainingData#load}. */
  static SetsAsRead read(
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
    ExampleSource opened =
        Sources.open(spark, asked.data(), Part.TRAIN, tables, null, check).withNumbers();
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
    TableSettings.requireRead(choice.made(), List.of(opened, sources.test()));
    ExampleSource whole = sources.train();
    requireMemory(spark, options, whole, loading, choice);
    long start = System.nanoTime();
    SourceSets sets =
        loading.sets(
            spark,
            whole,
            whole.classLimit(),
            options.get(TrainingSettings.VALIDATION),
            sources.testShare().map(s -> new TestPart(Use.SET_APART, s)).orElse(TestPart.NONE));
    Split split = ColumnAdvice.trainingSet(choice, sets::sides);
    DataSet train = split.train();
    double seconds = (System.nanoTime() - start) * 1e-9;
    List<String> classNames = classNames(opened, split);
    DataNames names = new DataNames(sources.featureNames(), classNames, opened.targetNames());
    check.lookAtTraining(split, names);
    if (train.count() == 0 && sources.testShare().orElse(0.0) > 0) {
      throw new DataException(
          whole.name() + ": ",
          "{testShare} " + sources.testShare().get() + " leaves no example to train on");
    }
    sets.requireExamples(split);
    requireTwo(classNames, opened);
    int classes = classNames.isEmpty() ? whole.classLimit() : classNames.size();
    Optional<DataSet> test = sources.test(spark, sets, loading, classes);
    if (test.isPresent()) {
      check.look(split, test.get(), names);
      test.get().requireExamples();
    }
    return new SetsAsRead(opened, choice, sources, split, test, names, seconds);
  }

  /** Returns the choice with what the label columns are known to hold by now. */
  private static DataChoice known(DataChoice choice, ExampleSource opened) {
    boolean said = choice.tables().predicted() != Predicted.EITHER;
    Predicted found = opened.targetNames().isEmpty() ? Predicted.CLASSES : Predicted.NUMBERS;
    return said ? choice : choice.predicting(found);
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
