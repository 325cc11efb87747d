package dev.lockstep.cli.train;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.FeatureOrder;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.NoExamplesException;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.SourceSets;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.input.InputColumn;
import dev.lockstep.text.Counted;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The sources of both sets, with their features in one order.
 *
 * @param testShare of the training set's source that is the test set, 0 for none; empty if {@code
 *     test} is one of its own
 */
record Sources(
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
            choice.tables().withKnown(InputColumn.knowing(train.inputColumns(), check.alsoKnown())),
            opened.labels().map(l -> LabelEncoder.ofClasses(l.names())).orElse(null),
            check);
    test = FeatureOrder.of(test, names, modelNames.isEmpty() ? train.name() : model);
    requireSameFeatures(train, test);
    return new Sources(train, test, names, Optional.empty());
  }

  /** Opens one set; tells the check if it has no examples. */
  static ExampleSource open(
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
}
