package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.ml.vector.Features;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is learnt, and from what. */
@Tag("slow")
class MlpClassifierTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @Test
  void exclusiveOrIsLearntExactly() {
    Dataset<Row> xor = Frames.of(spark(), 1, Frames.xor());
    MlpClassificationModel model = xorClassifier().fit(xor);
    List<Row> predicted = model.transform(xor).select("label", "prediction").collectAsList();
    assertThat(predicted).hasSize(4).allSatisfy(r -> assertThat(r.get(1)).isEqualTo(r.get(0)));
    assertThat(model.numClasses()).isEqualTo(2);
    assertThat(model.numFeatures()).isEqualTo(2);
    assertThat(model.getLayers()).containsExactly(2, 5, 2);
  }

  @Test
  void threeArmsOfASpiralAreLearnt() {
    Dataset<Row> spiral = Frames.of(spark(), 2, Frames.spiral(300));
    MlpClassificationModel model =
        new MlpClassifier()
            .setHiddenLayers("16,8")
            .setActivation("tanh")
            .setEpochs(60)
            .setBatchSize(30)
            .setLearningRate(0.03)
            .fit(spiral);
    assertThat(model.evaluate(spiral).accuracy()).isGreaterThan(0.98);
  }

  @Test
  void digitsAreLearntFromPixels() {
    List<Row> train = digits(Part.TRAIN, 8_000);
    List<Row> test = digits(Part.TEST, 2_000);
    MlpClassificationModel model =
        new MlpClassifier()
            .setHiddenLayers(new int[] {100})
            .setScaling("bytes")
            .setBatchSize(100)
            .fit(Frames.of(spark(), 2, train));
    MlpEvaluation evaluation = model.evaluate(Frames.of(spark(), 2, test));
    assertThat(evaluation.accuracy()).isGreaterThan(0.95);
    assertThat(evaluation.count()).isEqualTo(2_000);
    assertThat(evaluation.confusion()).hasDimensions(10, 10);
    assertThat(model.summary().objectiveHistory()[9]).isLessThan(evaluation.meanLoss());
  }

  @Test
  void neitherPartitionsNorOrderReachTheModel() {
    List<Row> rows = new ArrayList<>(Frames.spiral(300));
    List<String> hashes = new ArrayList<>();
    for (int partitions : new int[] {1, 2, 7, 30}) {
      Collections.shuffle(rows, new Random(partitions));
      MlpClassifier classifier = new MlpClassifier().setHiddenLayers("8").setShards(3).setEpochs(2);
      hashes.add(classifier.fit(Frames.of(spark(), partitions, rows)).weightsSha256());
    }
    assertThat(hashes).containsOnly(hashes.get(0));
    MlpClassifier other = new MlpClassifier().setHiddenLayers("8").setShards(3).setEpochs(2);
    assertThat(other.setSeed(2).fit(Frames.of(spark(), 1, rows)).weightsSha256())
        .isNotEqualTo(hashes.get(0));
  }

  @Test
  void denseAndSparseVectorsAreTheSameExamples() {
    List<Row> dense = Frames.spiral(60);
    List<Row> sparse =
        dense.stream()
            .map(r -> Frames.row(r.getDouble(0), ((Vector) r.get(1)).toSparse()))
            .toList();
    MlpClassifier classifier = new MlpClassifier().setEpochs(1);
    assertThat(classifier.fit(Frames.of(spark(), 2, sparse)).weightsSha256())
        .isEqualTo(classifier.fit(Frames.of(spark(), 2, dense)).weightsSha256());
  }

  @Test
  void noEpochsKeepTheFirstWeights() {
    Dataset<Row> rows = Frames.of(spark(), 2, Frames.spiral(60));
    MlpClassifier classifier = new MlpClassifier().setHiddenLayers("8");
    MlpClassificationModel first = classifier.setMaxIter(0).fit(rows);
    assertThat(first.summary().totalIterations()).isZero();
    assertThat(first.summary().totalSteps()).isZero();
    assertThat(first.evaluate(rows).count()).isEqualTo(60);
    assertThat(classifier.setSeed(2).fit(rows).weightsSha256()).isNotEqualTo(first.weightsSha256());
  }

  @Test
  void emptyPartitionsDoNotMatter() {
    Dataset<Row> all = Frames.of(spark(), 8, Frames.spiral(240));
    Dataset<Row> some = all.where("label < 2").repartition(20).where("features is not null");
    MlpClassificationModel model = new MlpClassifier().setEpochs(1).fit(some);
    assertThat(model.numClasses()).isEqualTo(2);
    assertThat(model.summary().examples()).isEqualTo(160);
  }

  @Test
  void allNumericTypesOfLabelsGiveTheSameModel() {
    Dataset<Row> rows = Frames.of(spark(), 2, Frames.spiral(60));
    MlpClassifier classifier = new MlpClassifier().setHiddenLayers("4").setEpochs(1);
    String expected = classifier.fit(rows).weightsSha256();
    for (String type :
        List.of("tinyint", "smallint", "int", "bigint", "float", "double", "decimal(10,2)")) {
      Dataset<Row> cast = rows.withColumn("label", rows.col("label").cast(type));
      assertThat(classifier.fit(cast).weightsSha256()).as(type).isEqualTo(expected);
    }
    Dataset<Row> text = rows.withColumn("label", rows.col("label").cast("string"));
    assertThatThrownBy(() -> classifier.fit(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label");
  }

  @Test
  void trainingGoesOnFromInitialWeights() {
    Dataset<Row> spiral = Frames.of(spark(), 2, Frames.spiral(300));
    MlpClassifier classifier =
        new MlpClassifier()
            .setHiddenLayers("16")
            .setEpochs(20)
            .setBatchSize(30)
            .setLearningRate(0.01);
    MlpClassificationModel first = classifier.fit(spiral);
    double before = first.evaluate(spiral).meanLoss();
    MlpClassificationModel second = classifier.setInitialWeights(first.weights()).fit(spiral);
    assertThat(second.evaluate(spiral).meanLoss()).isLessThan(before);
    double[] history = second.summary().objectiveHistory();
    assertThat(history).hasSize(20);
    assertThat(history[0]).isLessThan(first.summary().objectiveHistory()[5]);
  }

  @Test
  void initialWeightsOfAnotherNetworkAreRefused() {
    MlpClassifier classifier =
        new MlpClassifier().setHiddenLayers("5").setInitialWeights(Vectors.zeros(12));
    assertThatThrownBy(() -> classifier.fit(Frames.of(spark(), 1, Frames.xor())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("initialWeights has 12 elements, but a network of 2-5-2 has 27");
  }

  @Test
  void rowsOfWeightZeroAreAsIfTheyWereNotThere() {
    List<Row> rows = new ArrayList<>();
    Frames.spiral(60).forEach(r -> rows.add(RowFactory.create(r.get(0), r.get(1), 1)));
    Frames.spiral(30).forEach(r -> rows.add(RowFactory.create(2.0, r.get(1), 0)));
    Dataset<Row> weighted =
        Frames.session(spark())
            .createDataFrame(rows, Frames.SCHEMA.add("weight", DataTypes.IntegerType));
    MlpClassifier classifier = new MlpClassifier().setHiddenLayers("4").setEpochs(1);
    String expected = classifier.fit(Frames.of(spark(), 1, Frames.spiral(60))).weightsSha256();
    assertThat(classifier.fit(weighted).weightsSha256()).isNotEqualTo(expected);
    assertThat(classifier.setWeightCol("weight").fit(weighted).weightsSha256()).isEqualTo(expected);
  }

  @Test
  void shardsFollowFromTheRowsThatCount() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double weight = i < 17_000 ? 1 : 0;
      rows.add(RowFactory.create((double) (i % 2), Vectors.dense(i), weight));
    }
    Dataset<Row> weighted =
        Frames.session(spark())
            .createDataFrame(rows, Frames.SCHEMA.add("weight", DataTypes.DoubleType));
    MlpClassifier classifier =
        new MlpClassifier()
            .setHiddenLayers("2")
            .setEpochs(1)
            .setBatchSize(5_000)
            .setWeightCol("weight");
    String two = classifier.setShards(2).fit(weighted).weightsSha256();
    assertThat(classifier.setShards(1).fit(weighted).weightsSha256()).isNotEqualTo(two);
    assertThat(classifier.setShards(0).fit(weighted).weightsSha256()).isEqualTo(two);
    assertThat(classifier.fit(weighted.where("features is not null and weight > 0")))
        .satisfies(model -> assertThat(model.summary().examples()).isEqualTo(17_000));
  }

  @Test
  void labelsMayLeaveClassesOut() {
    Dataset<Row> rows = Frames.of(spark(), 2, Frames.spiral(60)).where("label <> 1");
    MlpClassificationModel model = new MlpClassifier().setHiddenLayers("4").setEpochs(1).fit(rows);
    assertThat(model.numClasses()).isEqualTo(3);
    assertThat(model.classNames()).containsExactly("0", "1", "2");
  }

  @Test
  void thresholdsOfTheEstimatorAreTheModels() {
    Dataset<Row> rows = Frames.of(spark(), 2, Frames.spiral(60));
    MlpClassifier classifier = new MlpClassifier().setHiddenLayers("4").setEpochs(1);
    MlpClassificationModel model = classifier.setThresholds(new double[] {1, 0, 1}).fit(rows);
    assertThat(model.getThresholds()).containsExactly(1, 0, 1);
    assertThat(model.transform(rows).where("prediction <> 1").count()).isZero();
  }

  @Test
  void featuresThatAreNoVectorsAreRefused() {
    Dataset<Row> rows =
        Frames.of(spark(), 1, Frames.xor()).withColumn("features", functions.lit("0 1"));
    assertThatThrownBy(() -> new MlpClassifier().fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("features");
  }

  @Test
  void theSummaryTellsTheEpochs() {
    MlpClassifier classifier = new MlpClassifier().setMaxIter(3).setBatchSize(20);
    MlpClassificationModel model = classifier.fit(Frames.of(spark(), 2, Frames.spiral(60)));
    assertThat(model.hasSummary()).isTrue();
    assertThat(model.summary().totalIterations()).isEqualTo(3);
    assertThat(model.summary().totalSteps()).isEqualTo(9);
    assertThat(model.summary().objectiveHistory())
        .hasSize(3)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(model.summary().validationLosses()).isEmpty();
    assertThat(model.summary().modelEpoch()).isEqualTo(3);
  }

  @Test
  void nothingStaysCachedAfterwards() {
    int before = spark().getPersistentRDDs().size();
    Dataset<Row> rows = Frames.of(spark(), 2, Frames.spiral(60));
    new MlpClassifier().setEpochs(1).fit(rows).evaluate(rows);
    assertThat(spark().getPersistentRDDs()).hasSize(before);
  }

  private static MlpClassifier xorClassifier() {
    return new MlpClassifier()
        .setLayers(new int[] {2, 5, 2})
        .setActivation("tanh")
        .setMaxIter(100)
        .setLearningRate(0.1)
        .setSeed(11);
  }

  private static List<Row> digits(Part part, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              Example digit = Digits.example(part, i);
              double[] pixels = Features.toDoubles(digit.features());
              return Frames.row(digit.label(), Vectors.dense(pixels).compressed());
            })
        .toList();
  }

  private static JavaSparkContext spark() {
    return SPARK.on("local[2]");
  }
}
