package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.DataException;
import dev.lockstep.testing.Houses;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The regressor among Spark's own stages, against the command line. */
@Tag("slow")
class MlpRegressorTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int HOUSES = 600;
  private static final String[] COLUMNS = {"area", "age", "distance"};

  @TempDir static Path home;
  private static Path csv;
  private static Dataset<Row> prices;
  @TempDir Path folder;

  @BeforeAll
  static void rows() throws IOException {
    csv = Houses.write(home.resolve("prices.csv"), HOUSES, "price", h -> Houses.price((int) h));
    prices = assembled(csv, "price").cache();
  }

  private static Dataset<Row> assembled(Path file, String label) {
    Dataset<Row> table =
        SparkSession.builder()
            .getOrCreate()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(file.toString());
    return new VectorAssembler()
        .setInputCols(COLUMNS)
        .setOutputCol("features")
        .transform(table)
        .withColumn("label", functions.col(label));
  }

  private static MlpRegressor regressor() {
    return new MlpRegressor().setHiddenLayers("8").setEpochs(6).setBatchSize(32);
  }

  private Path train(Path data, String options) {
    Path run = folder.resolve("run");
    String words = "train --task regression --test-share 0 --report none --hidden 8 --epochs 6 ";
    CommandLineRun trained =
        CommandLineRun.of(
            (Object[]) (words + options + " --data " + data + " --out " + run).trim().split(" +"));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    return run;
  }

  @Test
  void theModelIsTheCommandLinesToTheByte() {
    Path run =
        train(
            csv,
            "--batch 32 --label price --loss huber --delta 0.5 --validation 0.2 --early-stopping 2 --stop-on"
                + " rmse --shards 3 --seed 5");
    MlpRegressor mlp =
        regressor()
            .setLoss("huber")
            .setDelta(0.5)
            .setValidationFraction(0.2)
            .setPatience(2)
            .setStopOn("rmse")
            .setShards(3)
            .setSeed(5);
    MlpRegressionModel model = mlp.fit(prices.repartition(3));
    MlpRegressionModel same = MlpRegressionModel.fromRun(run.toString());
    assertThat(model.weightsSha256()).isEqualTo(same.weightsSha256());
    assertThat(model.model().task()).isEqualTo(same.model().task());
    assertThat(model.model().preprocessing()).isEqualTo(same.model().preprocessing());
    assertThat(model.transform(prices).select("prediction").collectAsList())
        .isEqualTo(same.transform(prices).select("prediction").collectAsList());
    assertThat(same.getLoss()).isEqualTo("huber");
    assertThat(same.getDelta()).isEqualTo(0.5);
    assertThat(same.getHiddenLayers()).containsExactly(8);
    MlpRegressionSummary summary = model.summary();
    assertThat(summary.totalIterations()).isEqualTo(summary.validationRmses().length);
    assertThat(summary.validationRmses()[0]).isGreaterThan(Houses.NOISE);
  }

  @Test
  void countsAreLearnedByPoisson() throws IOException {
    Path offers =
        Houses.write(folder.resolve("offers.csv"), HOUSES, "offers", h -> Houses.offers((int) h));
    Path run = train(offers, "--label offers --loss poisson --optimizer lbfgs --shards 2");
    MlpRegressor mlp =
        new MlpRegressor()
            .setLoss("poisson")
            .setHiddenLayers("8")
            .setOptimizer("lbfgs")
            .setMaxIter(6)
            .setShards(2);
    Dataset<Row> rows = assembled(offers, "offers");
    MlpRegressionModel model = mlp.fit(rows);
    assertThat(model.weightsSha256())
        .isEqualTo(MlpRegressionModel.fromRun(run.toString()).weightsSha256());
    assertThat(model.evaluate(rows).targets().get(0).meanDeviance()).isBetween(0.1, 3.0);
    assertThatThrownBy(() -> mlp.fit(rows.withColumn("label", functions.expr("-1"))))
        .isInstanceOf(DataException.class)
        .hasMessage("column label: '-1.0' is negative: a count is 0 or more");
  }

  @Test
  void evaluateMeasuresWhatSparksEvaluatorMeasures() {
    MlpRegressionModel model = regressor().fit(prices);
    MlpRegressionEvaluation evaluation = model.evaluate(prices);
    Dataset<Row> predicted = model.transform(prices);
    assertThat(evaluation.rmse()).isCloseTo(measure(predicted, "rmse"), Offset.offset(1e-6));
    assertThat(evaluation.mae()).isCloseTo(measure(predicted, "mae"), Offset.offset(1e-6));
    assertThat(evaluation.r2()).isCloseTo(measure(predicted, "r2"), Offset.offset(1e-9));
    assertThat(evaluation.r2()).isGreaterThan(0.5);
    Row first = predicted.first();
    assertThat(model.predict(first.<Vector>getAs("features")))
        .isEqualTo(first.<Double>getAs("prediction"));
    assertThat(model.toString()).contains("layers=3-8-1");
  }

  private static double measure(Dataset<Row> predicted, String metric) {
    return new RegressionEvaluator().setMetricName(metric).evaluate(predicted);
  }

  @Test
  void aPipelineIsTunedSavedAndRead() throws IOException {
    MlpRegressor mlp = regressor();
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(mlp.learningRate(), new double[] {1e-9, 0.02}).build();
    CrossValidatorModel tuned =
        new CrossValidator()
            .setEstimator(new Pipeline().setStages(new PipelineStage[] {mlp}))
            .setEvaluator(new RegressionEvaluator())
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setParallelism(2)
            .fit(prices);
    assertThat(tuned.avgMetrics()[1]).isLessThan(tuned.avgMetrics()[0]);
    PipelineModel best = (PipelineModel) tuned.bestModel();
    best.save(folder + "/best");
    MlpRegressionModel read = (MlpRegressionModel) PipelineModel.load(folder + "/best").stages()[0];
    MlpRegressionModel model = (MlpRegressionModel) best.stages()[0];
    assertThat(read.weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(Frames.settings(read)).isEqualTo(Frames.settings(model));
    assertThat(read.getLearningRate()).isEqualTo(0.02);
    assertThat(read.getBatchSize()).isEqualTo(32);
    assertThatThrownBy(read::summary).hasMessageContaining("no training summary");
  }

  /** Marked rows are watched, and have no part in the weights. */
  @Test
  void aColumnSaysWhichRowsAreTheValidationSet() {
    Dataset<Row> marked = prices.withColumn("held", functions.expr("if(age > 60, true, null)"));
    MlpRegressor mlp = regressor().setEpochs(2).setShards(2).setValidationIndicatorCol("held");
    MlpRegressor alone = regressor().setEpochs(2).setShards(2);
    MlpRegressionModel model = mlp.fit(marked);
    assertThat(model.weightsSha256())
        .isEqualTo(alone.fit(prices.where("age <= 60")).weightsSha256());
    assertThat(model.summary().validationRmses()[1])
        .isCloseTo(model.evaluate(prices.where("age > 60")).rmse(), Offset.offset(1e-6));
    MlpRegressionModel ofColumns =
        mlp.setFeaturesCols(new String[] {"a*", "dist*", "held"}).fit(marked);
    assertThat(ofColumns.weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(ofColumns.getValidationIndicatorCol()).isEqualTo("held");
    assertThatThrownBy(() -> mlp.setValidationIndicatorCol("age").fit(marked))
        .hasMessage("column age: holds int, and validationIndicatorCol booleans");
    assertThat(mlp.setValidationFraction(0.1).isSet(mlp.validationIndicatorCol())).isFalse();
  }

  @Test
  void weightsCountAndWhatIsNotForNumbersIsRefused() {
    Dataset<Row> weighted =
        prices.withColumn("w", functions.expr("case when age < 40 then 0 else 1 end"));
    MlpRegressor mlp = regressor().setWeightCol("w").setEpochs(1);
    MlpRegressionModel model = mlp.fit(weighted);
    assertThat(model.weightsSha256())
        .isEqualTo(regressor().setEpochs(1).fit(prices.where("age >= 40")).weightsSha256());
    assertThat(model.summary().examples()).isEqualTo(prices.where("age >= 40").count());
    assertThatThrownBy(() -> regressor().setLayers("3,4,2").fit(prices))
        .hasMessage("the last of layers is 1 where a number is predicted, not 2");
    assertThatThrownBy(
            () -> regressor().setValidationFraction(0.1).setStopOn("accuracy").fit(prices))
        .hasMessage("stopOn accuracy is for classes");
    assertThatThrownBy(() -> regressor().setDelta(2).fit(prices))
        .hasMessage("delta goes with loss huber");
    assertThatThrownBy(() -> regressor().setLoss("cross-entropy"))
        .hasMessage("loss: 'cross-entropy' is not one of mse, huber, absolute, quantile, poisson");
    assertThatThrownBy(
            () -> regressor().fit(prices.withColumn("label", functions.expr("cast(null as int)"))))
        .isInstanceOf(DataException.class)
        .hasMessage("column label: is empty");
  }
}
