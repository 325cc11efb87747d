package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.report.Evaluation;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a trained model answers, and that it is the same however it is asked. */
@Tag("slow")
class MlpClassificationModelTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static Dataset<Row> spiral;
  private static MlpClassificationModel model;
  @TempDir Path folder;

  @BeforeAll
  static void train() {
    spiral = Frames.of(SPARK.on("local[2]"), 3, Frames.spiral(150)).cache();
    model = new MlpClassifier().setHiddenLayers("16").setBatchSize(10).setEpochs(5).fit(spiral);
  }

  @Test
  void aVectorAndADataFrameGetTheSameAnswers() {
    List<Row> rows = model.transform(spiral).collectAsList();
    assertThat(rows).hasSize(150);
    for (Row row : rows) {
      Vector features = row.getAs("features");
      assertThat(model.predictRaw(features)).isEqualTo(row.getAs("rawPrediction"));
      assertThat(model.predictProbability(features)).isEqualTo(row.getAs("probability"));
      assertThat(model.predict(features)).isEqualTo(row.<Double>getAs("prediction"));
      assertThat(model.predict(features.toSparse())).isEqualTo(model.predict(features));
    }
  }

  @Test
  void theAnswersDoNotDependOnWhichColumnsAreAskedFor() {
    List<Row> expected =
        model.transform(spiral).select("prediction", "probability").collectAsList();
    MlpClassificationModel noRaw = model.copy(ParamMap.empty()).setRawPredictionCol("");
    assertThat(noRaw.transform(spiral).select("prediction", "probability").collectAsList())
        .isEqualTo(expected);
    MlpClassificationModel onlyPrediction = noRaw.setProbabilityCol("");
    Dataset<Row> predicted = onlyPrediction.transform(spiral);
    assertThat(predicted.columns()).containsExactly("label", "features", "prediction");
    assertThat(predicted.select("prediction").collectAsList())
        .extracting(r -> r.get(0))
        .isEqualTo(expected.stream().map(r -> r.get(0)).toList());
    Dataset<Row> none = onlyPrediction.setPredictionCol("").transform(spiral);
    assertThat(none.columns()).containsExactly("label", "features");
  }

  @Test
  void probabilitiesAreTheSoftmaxOfTheRawPrediction() {
    for (Row row : model.transform(spiral).limit(20).collectAsList()) {
      double[] raw = row.<Vector>getAs("rawPrediction").toArray();
      double[] probability = row.<Vector>getAs("probability").toArray();
      double sum = Arrays.stream(raw).map(StrictMath::exp).sum();
      for (int c = 0; c < 3; c++) {
        assertThat(probability[c]).isCloseTo(StrictMath.exp(raw[c]) / sum, Offset.offset(1e-6));
      }
    }
  }

  @Test
  void thresholdsShiftPredictions() {
    MlpClassificationModel only2 =
        model.copy(ParamMap.empty()).setThresholds(new double[] {1, 1, 0});
    assertThat(predictions(only2)).containsOnly(2.0);
    MlpClassificationModel never0 =
        model.copy(ParamMap.empty()).setThresholds(new double[] {1e9, 1, 1});
    assertThat(predictions(model)).contains(0.0);
    assertThat(predictions(never0)).doesNotContain(0.0);
    assertThatThrownBy(
            () ->
                model
                    .copy(ParamMap.empty())
                    .setThresholds(new double[] {1, 1})
                    .transform(spiral)
                    .count())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thresholds has length 2");
  }

  @Test
  void evaluateCountsWhatTransformPredicts() {
    Evaluation evaluation = model.evaluate(spiral).figures();
    Dataset<Row> predicted = model.transform(spiral);
    assertThat(evaluation.correct()).isEqualTo(predicted.where("label = prediction").count());
    for (int c = 0; c < 3; c++) {
      assertThat(evaluation.predicted(c)).isEqualTo(predicted.where("prediction = " + c).count());
      assertThat(evaluation.actual(c)).isEqualTo(50);
    }
    assertThat(evaluation.meanLoss()).isBetween(0.0, 1.2);
  }

  @Test
  void manyThreadsGetTheAnswersOfOne() {
    List<Vector> inputs =
        spiral.collectAsList().stream().map(row -> row.<Vector>getAs("features")).toList();
    List<Vector> alone = inputs.stream().map(model::predictRaw).toList();
    List<Vector> together =
        IntStream.range(0, 20_000)
            .parallel()
            .mapToObj(i -> model.predictRaw(inputs.get(i % inputs.size())))
            .toList();
    for (int i = 0; i < together.size(); i++) {
      assertThat(together.get(i)).isEqualTo(alone.get(i % alone.size()));
    }
  }

  @Test
  void aModelIsReadAsItWasWritten() throws IOException {
    MlpClassificationModel renamed =
        model
            .copy(ParamMap.empty())
            .setPredictionCol("guess")
            .setThresholds(new double[] {1, 2, 3});
    renamed.save(folder + "/model");
    MlpClassificationModel read = MlpClassificationModel.load(folder + "/model");
    assertThat(read.uid()).isEqualTo(model.uid());
    assertThat(Frames.settings(read)).isEqualTo(Frames.settings(renamed));
    assertThat(read.weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(read.transform(spiral).collectAsList())
        .isEqualTo(renamed.transform(spiral).collectAsList());
    assertThat(read.hasSummary()).isFalse();
    assertThatThrownBy(read::summary)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no training summary");
    assertThatThrownBy(() -> model.save(folder + "/model")).hasMessageContaining("exists");
    model.write().overwrite().save(folder + "/model");
    assertThat(MlpClassificationModel.load(folder + "/model").getPredictionCol())
        .isEqualTo("prediction");
  }

  @Test
  void aRunOfTheCommandLinesBecomesAStage() throws IOException {
    Model trained = model.model();
    Configuration conf = new Configuration();
    ModelFile.write(trained, new org.apache.hadoop.fs.Path(folder + "/run", ModelFile.NAME), conf);
    assertThat(MlpClassificationModel.fromRun(folder + "/run").transform(spiral).collectAsList())
        .isEqualTo(model.transform(spiral).collectAsList());
    Network network = trained.network();
    Network squares =
        new Network(network.sizes(), network.activation(), Loss.MSE, Activation.SIGMOID);
    ModelFile.write(
        new Model(squares, trained.scaling(), trained.classNames(), trained.parameters()),
        new org.apache.hadoop.fs.Path(folder + "/mse", ModelFile.NAME),
        conf);
    assertThatThrownBy(() -> MlpClassificationModel.fromRun(folder + "/mse"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its outputs are not probabilities");
  }

  @Test
  void theCommandLineReadsAModelsFile() throws IOException {
    model.save(folder + "/model");
    Model read =
        ModelFile.read(new org.apache.hadoop.fs.Path(folder + "/model"), new Configuration());
    assertThat(Model.weightsSha256(read.parameters())).isEqualTo(model.weightsSha256());
    assertThat(read.classNames()).containsExactly("0", "1", "2");
  }

  @Test
  void aDamagedModelIsRefused() throws IOException {
    model.save(folder + "/model");
    Path file = folder.resolve("model").resolve(ModelFile.NAME);
    byte[] bytes = Files.readAllBytes(file);
    Files.deleteIfExists(folder.resolve("model").resolve("." + ModelFile.NAME + ".crc"));
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> MlpClassificationModel.load(folder + "/model"))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(ModelFile.NAME);
  }

  @Test
  void aModelKnowsItsParent() {
    assertThat(model.hasParent()).isTrue();
    assertThat(model.copy(ParamMap.empty()).parent()).isEqualTo(model.parent());
    assertThat(model.copy(ParamMap.empty()).summary()).isEqualTo(model.summary());
    assertThat(model.params())
        .allSatisfy(param -> assertThat(param.parent()).isEqualTo(model.uid()));
    assertThat(model).hasToString("MlpClassificationModel: uid=" + model.uid() + ", layers=2-16-3");
  }

  private static List<Double> predictions(MlpClassificationModel stage) {
    return stage.transform(spiral).select("prediction").collectAsList().stream()
        .map(row -> row.getDouble(0))
        .toList();
  }
}
