package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** The classifier among Spark's own stages. */
@Tag("slow")
class MlpPipelineTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final String[] ARMS = {"red", "green", "blue"};
  private static Dataset<Row> table;
  private static Dataset<Row> spiral;
  @TempDir Path folder;

  @BeforeAll
  static void rows() {
    List<Row> rows = new ArrayList<>();
    for (Row point : Frames.spiral(150)) {
      Vector place = point.getAs(1);
      rows.add(RowFactory.create(ARMS[(int) point.getDouble(0)], place.apply(0), place.apply(1)));
    }
    StructType schema =
        new StructType()
            .add("arm", DataTypes.StringType)
            .add("x", DataTypes.DoubleType)
            .add("y", DataTypes.DoubleType);
    table = Frames.session(SPARK.on("local[2]")).createDataFrame(rows, schema).cache();
    spiral = Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(150)).cache();
  }

  @Test
  void namesInNamesOut() {
    PipelineModel fitted = pipeline().fit(table);
    Dataset<Row> answers = fitted.transform(table);
    assertThat(answers.where("arm = answer").count()).isGreaterThan(140);
    MlpClassificationModel model = (MlpClassificationModel) fitted.stages()[3];
    assertThat(model.classNames()).containsExactly("blue", "green", "red");
    assertThat(model.numFeatures()).isEqualTo(2);
  }

  @Test
  void aPipelineIsReadAsItWasWritten() throws IOException {
    pipeline().save(folder + "/pipeline");
    PipelineModel fitted = Pipeline.load(folder + "/pipeline").fit(table);
    fitted.save(folder + "/fitted");
    PipelineModel read = PipelineModel.load(folder + "/fitted");
    assertThat(read.transform(table).collectAsList())
        .isEqualTo(fitted.transform(table).collectAsList());
    String sha256 = ((MlpClassificationModel) read.stages()[3]).weightsSha256();
    assertThat(sha256)
        .isEqualTo(((MlpClassificationModel) pipeline().fit(table).stages()[3]).weightsSha256());
  }

  /**
   * Spark reads the defaults too. Those of earlier releases drew He's weights, did not scale, and
   * took ten epochs in batches of 256, however few the rows.
   */
  @Test
  void anEstimatorThatWasSavedKeepsItsDefaults() throws IOException {
    new MlpClassifier().save(folder + "/new");
    String metadata =
        Frames.session(SPARK.on("local[2]"))
            .read()
            .text(folder + "/new/metadata")
            .first()
            .getString(0);
    assertThat(metadata)
        .contains("\"init\":\"xavier\"", "\"scaling\":\"auto\"")
        .doesNotContain("\"epochs\"", "\"batchSize\"");
    Files.createDirectories(folder.resolve("old/metadata"));
    Files.writeString(
        folder.resolve("old/metadata/part-00000"),
        metadata
            .replace("\"init\":\"xavier\"", "\"init\":\"he\",\"epochs\":10,\"batchSize\":256")
            .replace("\"scaling\":\"auto\"", "\"scaling\":\"none\""));
    MlpClassifier old = MlpClassifier.load(folder + "/old");
    assertThat(old.isSet(old.init())).isFalse();
    assertThat(old.getInit()).isEqualTo("he");
    assertThat(old.fit(spiral).weightsSha256())
        .isEqualTo(
            new MlpClassifier()
                .setInit("he")
                .setEpochs(10)
                .setBatchSize(256)
                .setScaling("none")
                .fit(spiral)
                .weightsSha256())
        .isNotEqualTo(new MlpClassifier().fit(spiral).weightsSha256());
  }

  /** One epoch at a rate of next to nothing learns nothing, so the other setting must be found. */
  @Test
  void crossValidationFindsTheBetterSettingsInParallel() throws IOException {
    MlpClassifier mlp = classifier();
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(mlp.learningRate(), new double[] {1e-9, 0.03})
            .addGrid(mlp.activation(), CollectionConverters.asScala(List.of("tanh")))
            .build();
    CrossValidatorModel best =
        new CrossValidator()
            .setEstimator(mlp)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setParallelism(4)
            .fit(spiral);
    assertThat(best.avgMetrics()[1]).isGreaterThan(0.7).isGreaterThan(best.avgMetrics()[0]);
    MlpClassificationModel alone = mlp.setLearningRate(0.03).setActivation("tanh").fit(spiral);
    assertThat(((MlpClassificationModel) best.bestModel()).weightsSha256())
        .isEqualTo(alone.weightsSha256());
    best.save(folder + "/tuned");
    assertThat(CrossValidatorModel.load(folder + "/tuned").bestModel())
        .isInstanceOf(MlpClassificationModel.class);
  }

  @Test
  void trainValidationSplitTriesNumbersOfEpochs() {
    MlpClassifier mlp = classifier();
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(mlp.maxIter(), new int[] {1, 25})
            .addGrid(mlp.hiddenLayers(), CollectionConverters.asScala(List.of(new int[] {16})))
            .build();
    double[] metrics =
        new TrainValidationSplit()
            .setEstimator((MlpClassifier) mlp.clear(mlp.epochs()))
            .setEvaluator(new MulticlassClassificationEvaluator())
            .setEstimatorParamMaps(grid)
            .setTrainRatio(0.7)
            .fit(spiral)
            .validationMetrics();
    assertThat(metrics[1]).isGreaterThan(metrics[0]);
  }

  @Test
  void oneAgainstTheRestTakesIt() {
    Dataset<Row> predicted =
        new OneVsRest().setClassifier(classifier()).fit(spiral).transform(spiral);
    assertThat(predicted.where("label = prediction").count()).isGreaterThan(135);
  }

  private static Pipeline pipeline() {
    StringIndexer indexer = new StringIndexer().setInputCol("arm").setOutputCol("label");
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("place");
    StandardScaler scaler =
        new StandardScaler().setWithMean(true).setInputCol("place").setOutputCol("features");
    IndexToString names =
        new IndexToString()
            .setInputCol("prediction")
            .setOutputCol("answer")
            .setLabels(new String[] {"blue", "green", "red"});
    return new Pipeline()
        .setStages(new PipelineStage[] {indexer, assembler, scaler, classifier(), names});
  }

  /** He's first weights, because the table has two columns: they learn it sooner. */
  private static MlpClassifier classifier() {
    return byDefault().setInit("he");
  }

  private static MlpClassifier byDefault() {
    return new MlpClassifier()
        .setHiddenLayers("16")
        .setActivation("tanh")
        .setLearningRate(0.03)
        .setBatchSize(25)
        .setEpochs(25);
  }
}
