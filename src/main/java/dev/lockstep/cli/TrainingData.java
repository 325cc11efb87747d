package dev.lockstep.cli;

import dev.lockstep.data.DataException;
import dev.lockstep.data.DataSet;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.Split;
import dev.lockstep.model.Model;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.ParameterException;

/** A run's examples, and the recipe that follows from them and the options. */
record TrainingData(
    Split split, DataSet test, Recipe recipe, Optional<Model> from, double loadSeconds) {

  /**
   * Reads both sets.
   *
   * @param from the model that training starts from
   * @throws DataException where they are wrong or do not go together
   * @throws IllegalArgumentException where the model does not fit
   * @throws ParameterException where the options do not go with them, or memory does not suffice
   */
  static TrainingData load(
      JavaSparkContext spark,
      RecipeOptions options,
      DataLoading loading,
      String data,
      String testData,
      Optional<Model> from) {
    ExampleSource trainSource = DataLoading.open(spark, data, Part.TRAIN);
    ExampleSource testSource = DataLoading.open(spark, testData, Part.TEST);
    if (testSource.features() != trainSource.features()) {
      throw new DataException(
          String.format(
              "%s has %d features, but the test set %s has %d",
              trainSource.name(),
              trainSource.features(),
              testSource.name(),
              testSource.features()));
    }
    requireMemory(spark, options, trainSource, loading);
    long start = System.nanoTime();
    Split split = loading.split(spark, trainSource, trainSource.classLimit(), options.validation);
    DataSet train = split.train();
    double loadSeconds = (System.nanoTime() - start) * 1e-9;
    int classes = Math.max(2, split.classes());
    DataSet test = loading.load(spark, testSource, classes);
    Recipe fresh = options.recipe(train.features(), classes, split.count());
    Recipe recipe = from.map(fresh::startingFrom).orElse(fresh);
    return new TrainingData(split, test, recipe, from, loadSeconds);
  }

  /** The examples to train on. */
  DataSet train() {
    return split.train();
  }

  /** Where training begins. */
  TrainingState initial() {
    return from.map(model -> TrainingState.initial(recipe, model))
        .orElseGet(() -> TrainingState.initial(recipe));
  }

  /** Of the examples to train on and those held out. */
  String fingerprint() {
    return split.fingerprint().toString();
  }

  List<String> classNames() {
    return IntStream.range(0, recipe.network().classes()).mapToObj(String::valueOf).toList();
  }

  private static void requireMemory(
      JavaSparkContext spark, RecipeOptions options, ExampleSource source, DataLoading loading) {
    Recipe recipe = options.recipe(source.features(), 2, source.count());
    int parts = loading.sharding(source.count(), spark.defaultParallelism()).partitions();
    try {
      Trainer.requireMemory(spark, recipe, parts);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(loading.command().commandLine(), e.getMessage(), e);
    }
  }
}
