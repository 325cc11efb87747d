package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that cannot be learnt from are refused in a line that names column and value. */
@Tag("slow")
class MlpWrongDataTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private record Wrong(Row row, String message) {}

  static List<Wrong> wrongRows() {
    return List.of(
        new Wrong(Frames.row(0.5, 1, 2), "column label: label 0.5 is not a whole number from 0"),
        new Wrong(Frames.row(-1, 1, 2), "column label: label -1.0 is not a whole number from 0"),
        new Wrong(
            Frames.row(Double.NaN, 1, 2), "column label: label NaN is not a whole number from 0"),
        new Wrong(
            Frames.row(Double.POSITIVE_INFINITY, 1, 2),
            "column label: label Infinity is not a whole number from 0"),
        new Wrong(
            Frames.row(10_000, 1, 2),
            "column label: label 10000.0 is not below 10000 (the most that are counted; set layers"
                + " for more)"),
        new Wrong(RowFactory.create(null, Vectors.dense(1, 2)), "column label: the label is null"),
        new Wrong(RowFactory.create(0.0, null), "column features: the vector is null"),
        new Wrong(
            Frames.row(0, 1, 2, 3),
            "column features: a vector of 3 features, where 2 are expected"),
        new Wrong(
            Frames.row(0, 1, Double.NaN), "column features: feature 1 is NaN, not a finite float"),
        new Wrong(
            Frames.row(0, Double.NEGATIVE_INFINITY, 1),
            "column features: feature 0 is -Infinity, not a finite float"),
        new Wrong(
            Frames.row(0, 1e300, 1), "column features: feature 0 is 1.0E300, not a finite float"));
  }

  @ParameterizedTest
  @MethodSource("wrongRows")
  void aWrongRowIsNamed(Wrong wrong) {
    List<Row> rows = new ArrayList<>(Frames.xor());
    rows.add(wrong.row);
    Dataset<Row> dataset = Frames.of(SPARK.on("local[2]"), 2, rows);
    assertThatThrownBy(() -> new MlpClassifier().setEpochs(1).fit(dataset))
        .isInstanceOf(DataException.class)
        .hasMessage(wrong.message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e-300})
  void aWrongWeightIsNamed(double weight) {
    List<Row> rows = new ArrayList<>();
    Frames.xor().forEach(row -> rows.add(RowFactory.create(row.get(0), row.get(1), 1.0)));
    rows.add(RowFactory.create(0.0, Vectors.dense(1, 2), weight));
    Dataset<Row> dataset =
        Frames.session(SPARK.on("local[2]"))
            .createDataFrame(rows, Frames.SCHEMA.add("w", DataTypes.DoubleType));
    assertThatThrownBy(() -> new MlpClassifier().setWeightCol("w").fit(dataset))
        .isInstanceOf(DataException.class)
        .hasMessage("column w: weight " + weight + " is not 0 or a positive float");
  }

  static List<Wrong> wrongVectors() {
    return wrongRows().stream().filter(wrong -> wrong.message.contains("features: ")).toList();
  }

  @ParameterizedTest
  @MethodSource("wrongVectors")
  void aModelRefusesTheVectorsThatTrainingRefuses(Wrong wrong) {
    MlpClassificationModel model = xorModel();
    Vector vector = wrong.row.getAs(1);
    List<ThrowingCallable> questions =
        List.of(
            () -> model.predict(vector),
            () -> model.predictRaw(vector),
            () -> model.predictProbability(vector));
    for (ThrowingCallable question : questions) {
      assertThatThrownBy(question).isInstanceOf(DataException.class).hasMessage(wrong.message);
    }
    List<Row> rows = new ArrayList<>(Frames.xor());
    rows.add(wrong.row);
    Dataset<Row> dataset = Frames.of(SPARK.on("local[2]"), 2, rows);
    assertThatThrownBy(() -> model.transform(dataset).collectAsList())
        .hasStackTraceContaining("DataException: " + wrong.message);
    assertThatThrownBy(() -> model.evaluate(dataset))
        .isInstanceOf(DataException.class)
        .hasMessage(wrong.message);
  }

  @Test
  void aModelNamesItsOwnColumnAndTheFeaturesOfASparseVector() {
    MlpClassificationModel model = xorModel().copy(ParamMap.empty()).setFeaturesCol("x");
    Vector sparse = Vectors.sparse(2, new int[] {1}, new double[] {Double.NaN});
    assertThatThrownBy(() -> model.predict(sparse))
        .isInstanceOf(DataException.class)
        .hasMessage("column x: feature 1 is NaN, not a finite float");
  }

  /** Finite features, but the answer would be class 0 with probabilities that are not numbers. */
  @Test
  void featuresThatMakeTheNetworkOverflowAreRefused() {
    Vector huge = Vectors.dense(3e38, -3e38);
    assertThatThrownBy(() -> xorModel().predictProbability(huge))
        .isInstanceOf(DataException.class)
        .hasMessage("column features: its features are so large that the network overflows");
  }

  /** With weights of its own, so that none has to be trained. */
  private static MlpClassificationModel xorModel() {
    Network network =
        new Network(List.of(2, 2), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
    Model model =
        new Model(
            network, InputScaling.NONE, List.of("0", "1"), new float[] {2, -2, 2, -2, 0.5f, 0});
    return new MlpClassificationModel("xor", model, null);
  }

  @Test
  void labelsThatLayersOrMetadataDoNotHaveAreRefused() {
    Dataset<Row> spiral = Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(30));
    assertThatThrownBy(() -> new MlpClassifier().setLayers("2,4,2").fit(spiral))
        .isInstanceOf(DataException.class)
        .hasMessage("column label: label 2.0 is not below 2 (the last of layers)");
    Dataset<Row> described =
        spiral.withColumn(
            "label",
            spiral.col("label"),
            NominalAttribute.defaultAttr().withName("label").withNumValues(2).toMetadata());
    assertThatThrownBy(() -> new MlpClassifier().fit(described))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "column label: label 2.0 is not below 2 (the classes in the column's metadata)");
    MlpClassificationModel model = new MlpClassifier().setEpochs(1).fit(spiral.where("label < 2"));
    assertThatThrownBy(() -> model.evaluate(spiral))
        .isInstanceOf(DataException.class)
        .hasMessage("column label: label 2.0 is not below 2 (the model's classes)");
  }

  @Test
  void asManyLabelsAsRowsAreRefusedUnlessLayersSaySo() {
    List<Row> rows = IntStream.range(0, 40).mapToObj(i -> Frames.row(i, i, 1)).toList();
    Dataset<Row> ids = Frames.of(SPARK.on("local[2]"), 2, rows);
    assertThatThrownBy(() -> new MlpClassifier().setEpochs(1).fit(ids))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "column label: 40 different labels in 40 rows: these are hardly classes; set layers to"
                + " take them for classes all the same");
    assertThat(new MlpClassifier().setLayers("2,40").setEpochs(1).fit(ids).numClasses())
        .isEqualTo(40);
  }

  @Test
  void layersThatDoNotFitTheFeaturesAreRefused() {
    Dataset<Row> xor = Frames.of(SPARK.on("local[2]"), 1, Frames.xor());
    assertThatThrownBy(() -> new MlpClassifier().setLayers("3,4,2").fit(xor))
        .isInstanceOf(DataException.class)
        .hasMessage("column features: a vector of 2 features, where 3 are expected");
  }

  @Test
  void noRowsAreRefused() {
    Dataset<Row> none = Frames.of(SPARK.on("local[2]"), 1, List.of());
    assertThatThrownBy(() -> new MlpClassifier().fit(none))
        .isInstanceOf(DataException.class)
        .hasMessage("the data set: has no examples");
    assertThatThrownBy(() -> new MlpClassifier().setLayers("2,3,2").fit(none))
        .isInstanceOf(DataException.class)
        .hasMessage("the data set: has no examples");
  }
}
