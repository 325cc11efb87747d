package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.DataException;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.RawTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A raw DataFrame, with text and gaps, is fitted without a pipeline, as the command line does. */
@Tag("slow")
class MlpColumnsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final String[] COLUMNS = {"P*class", "Sex", "Age", "Fare", "Embarked", "Joined"};
  private static final String TRAIN =
      "train --hidden 8 --epochs 3 --batch 64 --shards 3 --validation 0.1 --report none"
          + " --test-share 0 --features P*class,Sex,Age,Fare,Embarked,Joined --categorical Pclass"
          + " --missing median --missing-flag --dates number --max-categories 3";

  @TempDir static Path home;
  private static Dataset<Row> table;
  private static MlpClassificationModel model;
  @TempDir Path folder;

  @BeforeAll
  static void fit() throws IOException {
    Path csv = RawTable.write(home.resolve("titanic.csv"), 400);
    SparkSession.builder()
        .getOrCreate()
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .option("escape", "\"")
        .csv(csv.toString())
        .repartition(3)
        .write()
        .parquet(home.resolve("titanic.parquet").toString());
    table =
        SparkSession.builder()
            .getOrCreate()
            .read()
            .parquet(home.resolve("titanic.parquet").toString())
            .cache();
    model = classifier().fit(table);
  }

  private static MlpClassifier classifier() {
    return new MlpClassifier()
        .setLabelCol("Survived")
        .setHiddenLayers("8")
        .setEpochs(3)
        .setBatchSize(64)
        .setShards(3)
        .setValidationFraction(0.1)
        .setFeaturesCols(COLUMNS)
        .setCategoricalCols(new String[] {"Pclass"})
        .setMissing("median")
        .setMissingFlag(true)
        .setDates("number")
        .setMaxCategories(3);
  }

  private Path run(String words, Object... more) {
    Path run = folder.resolve("run");
    CommandLineRun trained =
        CommandLineRun.of(
            Stream.of(words.split(" "), more, new Object[] {"--out", run})
                .flatMap(Stream::of)
                .toArray());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    return run;
  }

  @Test
  void theModelIsTheCommandLinesToTheByte() {
    Path run = run(TRAIN, "--label", "Survived", "--data", home.resolve("titanic.parquet"));
    MlpClassificationModel same = MlpClassificationModel.fromRun(run.toString());
    assertThat(model.weightsSha256()).isEqualTo(same.weightsSha256());
    assertThat(model.model().preprocessing()).isEqualTo(same.model().preprocessing());
    assertThat(model.model().featureNames()).isEqualTo(same.model().featureNames());
    assertThat(model.transform(table).collectAsList())
        .isEqualTo(same.transform(table).collectAsList());
    long hits = model.transform(table).where("Survived = prediction").count();
    assertThat(model.evaluate(table).correct()).isEqualTo(hits).isPositive();
  }

  @Test
  void aNumberIsPredictedFromRawColumnsToo() {
    Path run =
        run(
            TRAIN + " --task regression --loss absolute",
            "--label",
            "Fare",
            "--features",
            "Sex,Age",
            "--data",
            home.resolve("titanic.parquet"));
    MlpRegressor mlp =
        new MlpRegressor()
            .setLabelCol("Fare")
            .setLoss("absolute")
            .setHiddenLayers("8")
            .setEpochs(3)
            .setBatchSize(64)
            .setShards(3)
            .setValidationFraction(0.1)
            .setFeaturesCols(new String[] {"Sex", "Age"})
            .setMissing("median")
            .setMissingFlag(true);
    MlpRegressionModel fitted = mlp.fit(table);
    assertThat(fitted.weightsSha256())
        .isEqualTo(MlpRegressionModel.fromRun(run.toString()).weightsSha256());
    assertThat(fitted.evaluate(table).mae()).isPositive();
  }

  @Test
  void theModelHasTheEstimatorsParamsAndKeepsThemWhenItIsSaved() throws IOException {
    assertThat(model.getFeaturesCols()).containsExactly(COLUMNS);
    assertThat(model.getMissing()).isEqualTo("median");
    assertThat(model.getEpochs()).isEqualTo(3);
    assertThat(model.getDropout()).isZero();
    assertThat(model.explainParams()).contains("current: [P*class, Sex, Age").doesNotContain("[L");
    model.save(folder + "/model");
    MlpClassificationModel read = MlpClassificationModel.load(folder + "/model");
    assertThat(Frames.settings(read)).isEqualTo(Frames.settings(model));
    assertThat(read.transform(table).select("prediction").collectAsList())
        .isEqualTo(model.transform(table).select("prediction").collectAsList());
    assertThat(Frames.settings(model)).containsAllEntriesOf(Frames.settings(classifier()));
  }

  /** A column called features is left alone where the params name others. */
  @Test
  void thePipelinesColumnsStayAsTheyAre() {
    Dataset<Row> more = table.withColumn("features", functions.lit("mine"));
    Dataset<Row> scored =
        new Pipeline().setStages(new PipelineStage[] {classifier()}).fit(more).transform(more);
    assertThat(scored.columns()).startsWith(more.columns()).endsWith("prediction");
    assertThat(scored.where("features = 'mine'").count()).isEqualTo(more.count());
    assertThat(scored.columns())
        .containsExactlyInAnyOrder(model.transformSchema(more.schema()).fieldNames());
    assertThat(model.transformSchema(more.schema()).apply("features").dataType())
        .isEqualTo(more.schema().apply("features").dataType());
  }

  @Test
  void whatCannotBeIsRefusedInALine() {
    assertThatThrownBy(
            () ->
                new MlpClassifier()
                    .setMissing("mean")
                    .fit(Frames.of(SPARK.on("local[2]"), 1, Frames.xor())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("missing is for the columns of a table: set featuresCols, as in \"*\" for all");
    assertThatThrownBy(() -> classifier().setMissing("error").setMissingFlag(false).fit(table))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            "column (Age|Embarked): is empty; missing \"mean\" lets cells of featuresCols be empty");
    assertThatThrownBy(() -> classifier().setMissing("error").fit(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("missingFlag needs missing");
    assertThatThrownBy(() -> classifier().setFeaturesCols(new String[] {"Deck"}).fit(table))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("the data set: has no column 'Deck', but ");
    assertThatThrownBy(() -> classifier().setLayers("6,4,2").fit(table))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("layers begins with 6, but the columns become \\d+ inputs");
    Dataset<Row> arrays = table.withColumn("wide", functions.array(functions.lit(1.0)));
    assertThatThrownBy(() -> classifier().setFeaturesCols(new String[] {"wide"}).fit(arrays))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "column wide: holds many numbers a row; featuresCol takes one such column,"
                + " featuresCols do not");
    MlpClassifier ofArrays = classifier().setFeaturesCol("wide");
    assertThat(ofArrays.isSet(ofArrays.featuresCols())).isFalse();
  }

  /** Arrays are vectors under another name: the same bytes, and what Spark makes of them. */
  @Test
  void arraysAreTakenWhereVectorsAreMeant() {
    Dataset<Row> vectors = Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(60));
    MlpClassifier mlp = new MlpClassifier().setHiddenLayers("4").setEpochs(2);
    MlpClassificationModel expected = mlp.fit(vectors);
    for (String type : List.of("float64", "float32")) {
      Dataset<Row> arrays =
          vectors.withColumn(
              "features",
              org.apache.spark.ml.functions.vector_to_array(functions.col("features"), type));
      MlpClassificationModel fitted = mlp.fit(arrays);
      boolean isWide = type.equals("float64");
      assertThat(fitted.weightsSha256().equals(expected.weightsSha256())).isEqualTo(isWide);
      Dataset<Row> scored = expected.transform(arrays);
      assertThat(scored.schema().apply("features")).isEqualTo(arrays.schema().apply("features"));
      assertThat(scored.columns()).isEqualTo(expected.transform(vectors).columns());
      assertThat(fitted.evaluate(arrays).count()).isEqualTo(60);
    }
    Dataset<Row> gaps =
        vectors.withColumn("features", functions.expr("array(1.0D, cast(null as double))"));
    assertThatThrownBy(() -> mlp.fit(gaps)).hasMessage("column features: element 1 is empty");
    assertThatThrownBy(() -> expected.transform(gaps).collectAsList())
        .hasStackTraceContaining("column features: element 1 is empty");
    ParamMap none = ParamMap.empty();
    assertThatThrownBy(() -> expected.copy(none).transform(vectors.drop("features")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
