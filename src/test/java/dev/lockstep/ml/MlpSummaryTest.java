package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationTrainingSummary;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Summaries and evaluations have Spark's measures, under Spark's names. */
class MlpSummaryTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir static Path folder;

  private static Dataset<Row> rows;
  private static MlpClassificationModel classifier;
  private static MlpRegressionModel regressor;

  @BeforeAll
  static void fit() {
    rows =
        Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(90))
            .withColumn("importance", functions.expr("label + 1"))
            .cache();
    classifier =
        new MlpClassifier()
            .setHiddenLayers("4")
            .setEpochs(2)
            .setWeightCol("importance")
            .setPredictionCol("class")
            .fit(rows);
    regressor =
        new MlpRegressor().setHiddenLayers("4").setEpochs(2).setWeightCol("importance").fit(rows);
  }

  @Test
  void aClassifiersSummaryHasSparksMeasuresOfTheTrainingRows() {
    MultilayerPerceptronClassificationTrainingSummary summary = classifier.summary();
    assertThat(summary.objectiveHistory()).hasSize(2);
    assertThat(summary.totalIterations()).isEqualTo(2);
    assertThat(summary.labels()).containsExactly(0, 1, 2);
    assertThat(List.of(summary.labelCol(), summary.predictionCol(), summary.weightCol()))
        .containsExactly("label", "class", "importance");
    assertThat(summary.toString())
        .matches("MlpTrainingSummary: 2 epochs of 90 examples, mean loss [\\d.]+, [\\d.]+ s");
    requireSparks(classifier.summary(), classifier.transform(rows));
  }

  @Test
  void anEvaluationFollowsTheThresholds() {
    MlpClassificationModel few = classifier.copy(ParamMap.empty());
    few.setThresholds(new double[] {1, 0.5, 0.2});
    MlpEvaluation evaluation = few.evaluate(rows);
    requireSparks(evaluation, few.transform(rows));
    assertThat(evaluation.correct()).isEqualTo(few.transform(rows).where("class = label").count());
    assertThat(evaluation.confusion()).isNotEqualTo(classifier.evaluate(rows).confusion());
    assertThat(evaluation.meanLoss()).isEqualTo(classifier.evaluate(rows).meanLoss());
    assertThat(evaluation).hasToString("MlpEvaluation: " + evaluation.line());
    assertThat(classifier.evaluate(rows.drop("importance")).accuracy())
        .isEqualTo(classifier.transform(rows).where("class = label").count() / 90.0);
  }

  private static void requireSparks(ClassMeasures ours, Dataset<Row> predicted) {
    MulticlassClassificationEvaluator sparks =
        new MulticlassClassificationEvaluator()
            .setPredictionCol("class")
            .setWeightCol("importance")
            .setBeta(2);
    assertThat(ours.accuracy())
        .isCloseTo(sparks.setMetricName("accuracy").evaluate(predicted), ROUNDING);
    assertThat(ours.weightedPrecision())
        .isCloseTo(sparks.setMetricName("weightedPrecision").evaluate(predicted), ROUNDING);
    assertThat(ours.weightedFMeasure(2))
        .isCloseTo(sparks.setMetricName("weightedFMeasure").evaluate(predicted), ROUNDING);
    assertThat(ours.weightedFMeasure()).isEqualTo(ours.weightedFMeasure(1));
    assertThat(ours.fMeasureByLabel(2)[1])
        .isCloseTo(
            sparks.setMetricLabel(1).setMetricName("fMeasureByLabel").evaluate(predicted),
            ROUNDING);
  }

  @Test
  void aRegressorsSummaryHasSparksMeasuresOfTheTrainingRows() {
    MlpRegressionSummary summary = regressor.summary();
    Dataset<Row> predicted = regressor.transform(rows);
    RegressionEvaluator sparks = new RegressionEvaluator().setWeightCol("importance");
    assertThat(summary.rootMeanSquaredError())
        .isCloseTo(sparks.setMetricName("rmse").evaluate(predicted), ROUNDING);
    assertThat(summary.meanAbsoluteError())
        .isCloseTo(sparks.setMetricName("mae").evaluate(predicted), ROUNDING);
    assertThat(summary.explainedVariance())
        .isCloseTo(sparks.setMetricName("var").evaluate(predicted), ROUNDING);
    assertThat(regressor.evaluate(rows).r2())
        .isCloseTo(sparks.setMetricName("r2").evaluate(predicted), ROUNDING);
    assertThat(summary.numInstances()).isEqualTo(90);
    assertThat(summary.residuals().first())
        .isEqualTo(predicted.select(functions.expr("label - prediction")).first());
    assertThat(summary.toString()).startsWith("MlpRegressionSummary: 2 epochs of 90 examples");
    assertThat(regressor.evaluate(rows).toString()).startsWith("MlpRegressionEvaluation: RMSE ");
  }

  @Test
  void probabilitiesAddUpToOne() {
    for (Row row : classifier.transform(rows).select("probability").collectAsList()) {
      double sum = 0;
      for (double p : row.<Vector>getAs(0).toArray()) {
        sum += p;
      }
      assertThat(sum).isCloseTo(1, Offset.offset(1e-12));
    }
  }

  @Test
  void aSummaryIsLoadedWithItsRows() {
    String file = folder.resolve("summary").toString();
    classifier.saveSummary(file);
    MlpClassificationModel read = classifier.copy(ParamMap.empty());
    read.trainingSummary_$eq(scala.Option.empty());
    assertThat(read.hasSummary()).isFalse();
    read.loadSummary(file, rows);
    assertThat(read.summary()).hasToString(classifier.summary().toString());
    assertThat(read.summary().accuracy()).isEqualTo(classifier.summary().accuracy());
  }
}
