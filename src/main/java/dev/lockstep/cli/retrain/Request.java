package dev.lockstep.cli.retrain;

import dev.lockstep.data.DataNames;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.retrain.DailyData;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;

/**
 * What a user asks a retraining to do, which names its decision.
 *
 * @param places of the data to learn from
 * @param testPlaces of the test set; none if it comes with the training set
 */
record Request(
    RetrainOptions options, DailyData daily, List<String> places, List<String> testPlaces) {

  /** Finds the places. */
  static Request of(RetrainOptions options, DailyData daily, Configuration conf) {
    return new Request(
        options, daily, options.data.training(daily, conf), options.data.test(daily, conf));
  }

  /** Returns the name of the decision about these examples. */
  String key(Split split, DataSet test, DataNames names) {
    return Key.of(
        day(),
        split.fingerprint().toString(),
        test.statistics().fingerprint().toString(),
        names.features().toString(),
        predicted(names),
        options.training.recipeText(),
        options.gateOptions.text(),
        checks(),
        choices());
  }

  /** Returns the name of a refusal of these examples, where the test set could not be read. */
  String keyWithoutTest(Split split, DataNames names) {
    return keyWithoutExamples(
        split.fingerprint().toString(), names.features().toString(), predicted(names));
  }

  private static String predicted(DataNames names) {
    return (names.hasClasses() ? "" : "numbers ") + names.predicted();
  }

  /** Returns the name of a refusal, because a part of the data has no examples at all. */
  String keyOfNone(Part part) {
    return keyWithoutExamples(part.toString(), places.toString(), "");
  }

  private String keyWithoutExamples(String... known) {
    return Key.of(
        day(),
        String.join("\0", known),
        testPlaces.toString(),
        options.training.recipeText(),
        options.gateOptions.text(),
        checks(),
        choices());
  }

  /**
   * Returns what is known of the decision without Spark's reading of the data. Its settings of
   * tables are part of it, because they may change what is read.
   *
   * @param champion gives the features' order to a model that starts from it
   */
  Optional<Source> source(Optional<Model> champion, Configuration conf) {
    List<String> settings =
        Stream.of(new SparkConf().getAllWithPrefix("spark.sql."))
            .map(setting -> setting._1 + "=" + setting._2)
            .sorted()
            .toList();
    return Source.of(
        List.of(
            List.of(
                day(),
                options.training.recipeText(),
                options.gateOptions.text(),
                checks(),
                choices()),
            options.training.tableTexts(),
            champion.filter(model -> options.warmStart).map(Model::featureNames).orElse(List.of()),
            List.of(package$.MODULE$.SPARK_VERSION()),
            settings,
            places,
            testPlaces),
        Stream.concat(places.stream(), testPlaces.stream()).toList(),
        conf);
  }

  private String day() {
    return daily.isDaily() ? daily.window().newest().toString() : "";
  }

  private String checks() {
    return options.checks.minExamples + " " + options.checks.maxDrift;
  }

  private String choices() {
    return options.warmStart + " " + options.noPromote;
  }
}
