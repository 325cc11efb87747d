package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.optim.Clipping;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.Validation;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.exchange.Timing;
import dev.lockstep.train.state.OverallTiming;
import dev.lockstep.train.state.Trained;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunJsonTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final Recipe ADAMW = Recipes.recipe(List.of(16, 9, 4), Recipes.ADAMW, 3, 50, 3);
  private static final DataOrigin ORIGIN =
      new DataOrigin(
          List.of("digits"),
          List.of(),
          TableOptions.DEFAULT,
          /* testShare= */ Optional.empty(),
          List.of(),
          List.of("0", "1", "2", "3"),
          /* targetNames= */ List.of(),
          List.of(),
          Optional.of(ScalingChoice.DIVIDE));
  private static final Evaluation BEFORE = new Evaluation(2.5, new long[4][4]);
  private static final Evaluation AFTER =
      new Evaluation(0.25, new long[][] {{5, 1, 0, 0}, {0, 4, 0, 0}, {2, 0, 6, 0}, {0, 0, 0, 7}});

  private static final RunRecord.Occasion OCCASION =
      RunRecord.Occasion.until(
          Instant.parse("2026-11-28T03:31:00.250999Z"),
          Instant.parse("2026-11-28T03:30:00Z"),
          Map.of("team", "churn", "cause", "nightly"));

  @Test
  void everythingThatTheDesignNamesIsThere() throws JsonProcessingException {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet train =
        ShardFixture.dataSet(
            spark, IdxFixture.random(8, 203, 4, 4, 4).examples(), new Sharding(3, 1, 2));
    DataSet test =
        ShardFixture.dataSet(
            spark, IdxFixture.random(9, 25, 4, 4, 3).examples(), new Sharding(1, 1, 1));
    Trained trained = Trainer.train(spark, train, ADAMW, new TrainingListener() {});
    JsonNode run =
        json(
            RunJson.text(
                RunRecord.of(
                    spark,
                    ADAMW,
                    Split.none(train),
                    Optional.of(test),
                    ORIGIN,
                    trained,
                    Optional.of(BEFORE),
                    Optional.of(AFTER),
                    OCCASION)));

    assertThat(names(run))
        .containsExactly(
            "formatVersion",
            "codeVersion",
            "recipe",
            "data",
            "layout",
            "timing",
            "start",
            "end",
            "host",
            "tags",
            "testBeforeTraining",
            "test",
            "epochSha256",
            "weightsSha256");
    assertThat(run.at("/formatVersion").intValue()).isEqualTo(1);
    assertThat(run.at("/codeVersion").textValue()).isNotEmpty();
    assertThat(run.at("/start").textValue()).isEqualTo("2026-11-28T03:30:00Z");
    assertThat(run.at("/end").textValue()).isEqualTo("2026-11-28T03:31:00.250Z");
    assertThat(run.at("/host").textValue()).isNotEmpty();
    assertThat(run.get("tags")).isEqualTo(json("{\"cause\": \"nightly\", \"team\": \"churn\"}"));
    assertThat(run.at("/epochSha256")).hasSize(3);
    assertThat(run.at("/epochSha256/2")).isEqualTo(run.at("/weightsSha256"));
    assertDataSet(run.at("/data/train"), train, 203, 4);
    assertDataSet(run.at("/data/test"), test, 25, 3);
    assertThat(run.at("/data/read"))
        .isEqualTo(
            json(
                """
                {"data": "digits", "heldOut": false, "classNames": ["0", "1", "2", "3"],
                 "scaling": "/255"}
                """));
    assertThat(run.at("/layout/master").textValue()).isEqualTo("local[2]");
    assertThat(run.at("/layout/partitions").intValue()).isEqualTo(2);
    assertThat(run.at("/layout/sparkVersion").textValue()).startsWith("4.");
    assertThat(run.at("/layout/javaVersion").textValue()).isNotEmpty();
    assertThat(run.at("/weightsSha256").textValue())
        .isEqualTo(Model.weightsSha256(trained.parameters()))
        .matches("[0-9a-f]{64}");
  }

  @Test
  void whatIsWrittenIsReadBack(@TempDir Path folder) throws IOException {
    JavaSparkContext spark = SPARK.on("local[2]");
    Split split =
        new Split(
            ShardFixture.dataSet(
                spark, IdxFixture.random(8, 40, 4, 4, 4).examples(), new Sharding(3, 1, 2)),
            Optional.of(
                ShardFixture.dataSet(
                    spark, IdxFixture.random(9, 10, 4, 4, 4).examples(), new Sharding(1, 1, 1))));
    Recipe recipe =
        Recipes.withStopping(ADAMW, new EarlyStopping(0.25, 0, EarlyStopping.Measure.LOSS));
    DataSet train = split.train();
    Trained trained = Trainer.train(spark, train, ADAMW, new TrainingListener() {});
    RunRecord record =
        new RunRecord(
            recipe,
            split,
            Optional.of(train),
            ORIGIN,
            RunRecord.Layout.of(spark, train, trained.exchange()),
            trained.timing(),
            trained.overall(),
            Optional.of(BEFORE),
            Optional.of(AFTER),
            trained.epochSha256(),
            List.of(new Validation(1, 0.5), new Validation(0.5, 0.75), new Validation(2, 0.25)),
            "a1".repeat(32),
            OCCASION);
    RunJson.write(record, folder(folder), new Configuration());
    assertThat(RunJson.read(folder(folder), new Configuration()))
        .isEqualTo(
            new Certificate(
                RunRecord.codeVersion(),
                recipe,
                "fixture",
                new Fingerprints(
                    split.fingerprint().toString(),
                    Optional.of(train.statistics().fingerprint().toString())),
                2,
                trained.epochSha256(),
                "a1".repeat(32),
                Optional.of(ORIGIN)));
    assertThat(RunJson.findOrigin(folder(folder), new Configuration())).contains(ORIGIN);
  }

  private static org.apache.hadoop.fs.Path folder(Path folder) {
    return new org.apache.hadoop.fs.Path(folder.toUri());
  }

  @Test
  void timesAreSecondsOfAllProcessesAndMillisecondsAStepOfTheLast() throws JsonProcessingException {
    Timing timing = new Timing(20, 1_000, 8, 2, 5);
    JsonNode json = json(RunJson.text(record(ADAMW, timing))).get("timing");
    assertThat(json.get("trainSeconds").doubleValue()).isEqualTo(24);
    assertThat(json.get("examplesPerSecond").doubleValue()).isEqualTo(125);
    assertThat(json.get("steps").longValue()).isEqualTo(50);
    assertThat(json.get("lastProcessSteps").longValue()).isEqualTo(20);
    assertThat(json.get("computeMillisPerStep").doubleValue()).isEqualTo(100);
    assertThat(json.get("sparkMillisPerStep").doubleValue()).isEqualTo(250);
    assertThat(json.get("driverMillisPerStep").doubleValue()).isEqualTo(50);
  }

  @Test
  void theEvaluationsAreThoseOfTheTestSet() throws JsonProcessingException {
    JsonNode run = json(RunJson.text(record(ADAMW, new Timing(1, 1, 1, 1, 0))));
    JsonNode test = run.get("test");
    assertThat(test.get("accuracy").doubleValue()).isEqualTo(22 / 25.0);
    assertThat(test.get("meanLoss").doubleValue()).isEqualTo(0.25);
    assertThat(test.get("confusion").toString())
        .isEqualTo("[[5,1,0,0],[0,4,0,0],[2,0,6,0],[0,0,0,7]]");
    assertThat(run.at("/testBeforeTraining/meanLoss").doubleValue()).isEqualTo(2.5);
    assertThat(run.at("/testBeforeTraining/accuracy").doubleValue()).isZero();
  }

  @Test
  void theRecipeIsCompleteAndSaysWhatItsOptionsSay() throws JsonProcessingException {
    JsonNode recipe = json(RunJson.text(record(ADAMW, new Timing(1, 1, 1, 1, 0)))).get("recipe");
    assertThat(recipe)
        .isEqualTo(
            json(
                """
                {"sizes": [16, 9, 4], "activation": "relu", "loss": "cross-entropy",
                 "outputActivation": "linear", "init": "xavier",
                 "initScale": 1.0, "scaling": {"method": "divide", "divisor": 255.0},
                 "optimizer": {"name": "adamw", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
                   "weightDecay": 0.01},
                 "learningRate": 0.01, "schedule": "one-cycle", "warmup": 0, "epochs": 3,
                 "batch": 50, "averageEvery": 1, "shards": 3, "seed": 1}
                """));
  }

  @Test
  void sgdAndClippingAreNamedWithTheirNumbers() throws JsonProcessingException {
    Recipe sgd =
        Recipes.withClipping(
            Recipes.recipe(List.of(16, 4), Recipes.SGD, 3, 50, 3), new Clipping(2, 0.5f));
    JsonNode recipe = json(RunJson.text(record(sgd, new Timing(1, 1, 1, 1, 0)))).get("recipe");
    assertThat(recipe.get("optimizer"))
        .isEqualTo(
            json(
                """
                {"name": "sgd", "momentum": 0.9, "nesterov": false, "weightDecay": 1e-4}
                """));
    assertThat(recipe.get("clipNorm").doubleValue()).isEqualTo(2);
    assertThat(recipe.get("clipValue").doubleValue()).isEqualTo(0.5);
  }

  private static RunRecord record(Recipe recipe, Timing timing) {
    DataSet data =
        ShardFixture.dataSet(
            SPARK.on("local[2]"),
            IdxFixture.random(8, 10, 4, 4, 4).examples(),
            new Sharding(3, 1, 1));
    RunRecord.Layout layout =
        new RunRecord.Layout("local[2]", 1, "jobs", "as asked for", "17", "4.1.0");
    OverallTiming overall = new OverallTiming(50, 3_000, 24);
    return new RunRecord(
        recipe,
        Split.none(data),
        Optional.of(data),
        ORIGIN,
        layout,
        timing,
        overall,
        Optional.of(BEFORE),
        Optional.of(AFTER),
        List.of(),
        List.of(),
        "00",
        OCCASION);
  }

  private static void assertDataSet(JsonNode json, DataSet data, int examples, int classes) {
    assertThat(json.get("name").textValue()).isEqualTo("fixture");
    assertThat(json.get("examples").intValue()).isEqualTo(examples);
    assertThat(json.get("features").intValue()).isEqualTo(16);
    assertThat(json.get("classes").intValue()).isEqualTo(classes);
    assertThat(json.get("fingerprint").textValue())
        .isEqualTo(data.statistics().fingerprint().toString())
        .hasSize(32);
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }

  private static List<String> names(JsonNode object) {
    Iterable<String> names = object::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }
}
