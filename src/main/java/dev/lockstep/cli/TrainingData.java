package dev.lockstep.cli;

import dev.lockstep.data.DataException;
import dev.lockstep.data.DataSet;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.Split;
import dev.lockstep.train.Fingerprints;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.Trainer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.ParameterException;

/** A run's examples, and the recipe that follows from them and the options. */
record TrainingData(Split split, DataSet test, Recipe recipe, double loadSeconds) {

  /**
   * Reads both sets.
   *
   * @throws DataException where they are wrong or do not go together
   * @throws ParameterException where the options do not go with them, or memory does not suffice
   */
  static TrainingData load(
      JavaSparkContext spark,
      RecipeOptions options,
      DataLoading loading,
      String data,
      String testData) {
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
    Recipe recipe = options.recipe(train.features(), classes, split.count(), train.statistics());
    return new TrainingData(split, test, recipe, loadSeconds);
  }

  /** The examples to train on. */
  DataSet train() {
    return split.train();
  }

  /** Of the examples to train on with those held out, and of the test set. */
  Fingerprints fingerprints() {
    return new Fingerprints(
        split.fingerprint().toString(), Optional.of(test.statistics().fingerprint().toString()));
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
