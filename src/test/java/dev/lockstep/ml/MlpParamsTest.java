package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The estimator's parameters, as Spark ML's users know parameters. */
class MlpParamsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir Path folder;

  static List<Consumer<MlpClassifier>> wrongSettings() {
    return List.of(
        mlp -> mlp.setLayers(new int[0]),
        mlp -> mlp.setLayers(new int[] {1}),
        mlp -> mlp.setLayers(new int[] {0, 1}),
        mlp -> mlp.setLayers(new int[] {1, 0, 2}),
        mlp -> mlp.setLayers("2,x,2"),
        mlp -> mlp.setHiddenLayers(new int[] {0}),
        mlp -> mlp.setHiddenLayers("8,-1"),
        mlp -> mlp.setHiddenLayers(""),
        mlp -> mlp.setActivation("swish"),
        mlp -> mlp.setOptimizer("l-bfgs"),
        mlp -> mlp.setLearningRate(0),
        mlp -> mlp.setLearningRate(Double.NaN),
        mlp -> mlp.setSchedule("linear"),
        mlp -> mlp.setWarmup(-1),
        mlp -> mlp.setEpochs(-1),
        mlp -> mlp.setMaxIter(-1),
        mlp -> mlp.setBatchSize(0),
        mlp -> mlp.setAverageEvery(0),
        mlp -> mlp.setShards(-1),
        mlp -> mlp.setWeightDecay(-0.1),
        mlp -> mlp.setMomentum(1),
        mlp -> mlp.setScaling("standard"),
        mlp -> mlp.setInit("normal"),
        mlp -> mlp.setInitScale(0),
        mlp -> mlp.setInitScale(Double.POSITIVE_INFINITY),
        mlp -> mlp.setClipNorm(0),
        mlp -> mlp.setClipValue(Double.NaN),
        mlp -> mlp.setDropout(1),
        mlp -> mlp.setL1(-1e-9),
        mlp -> mlp.setL2(Double.POSITIVE_INFINITY),
        mlp -> mlp.setLabelSmoothing(1),
        mlp -> mlp.setClassWeights(new double[] {1, 0}),
        mlp -> mlp.setClassWeights(new double[] {1, Double.NaN}),
        mlp -> mlp.setValidationFraction(1),
        mlp -> mlp.setValidationFraction(-0.1),
        mlp -> mlp.setPatience(-1),
        mlp -> mlp.setStopOn("f1"),
        mlp -> mlp.setThresholds(new double[] {-1, 2}));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void whatCannotBeIsRefusedWhenItIsSet(Consumer<MlpClassifier> wrong) {
    for (MlpClassifier mlp :
        List.of(
            new MlpClassifier().setLayers("2,3,2").setMaxIter(5),
            new MlpClassifier().setHiddenLayers("3").setEpochs(5))) {
      Map<String, String> before = Frames.settings(mlp);
      assertThatThrownBy(() -> wrong.accept(mlp)).isInstanceOf(IllegalArgumentException.class);
      assertThat(Frames.settings(mlp)).isEqualTo(before);
    }
  }

  @Test
  void theMessageSaysWhatMayBeSet() {
    MlpClassifier mlp = new MlpClassifier();
    assertRefused(() -> mlp.setLearningRate(0), "learningRate must be positive: 0.0");
    assertRefused(() -> mlp.setInitScale(1e-50), "initScale: 1.0E-50 is too small for a float");
    assertRefused(() -> mlp.setDropout(0.999999999), "dropout must be 0 or more and below 1: 1.0");
    assertRefused(() -> mlp.setMaxIter(-1), "maxIter must be 0 or more: -1");
    assertRefused(
        () -> mlp.setSchedule("linear"),
        "schedule: 'linear' is not one of constant, cosine, one-cycle, step");
    assertRefused(() -> mlp.setLayers("3"), "layers must be widths of 1 or more, 2 at least: [3]");
    assertRefused(
        () -> mlp.setClassWeights(new double[] {1, 0}),
        "classWeights must be positive and finite: 0.0");
  }

  private static void assertRefused(ThrowingCallable set, String message) {
    assertThatThrownBy(set).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void explainParamsShowsArraysByTheirElements() {
    MlpClassifier mlp = new MlpClassifier().setClassWeights(new double[] {1, 2.5});
    assertThat(mlp.explainParams())
        .contains("(default: [128])", "(default: [], current: [1.0, 2.5])")
        .doesNotContain("[I@", "[D@");
  }

  @Test
  void leastValuesAreAccepted() {
    MlpClassifier mlp =
        new MlpClassifier()
            .setLayers(new int[] {1, 1})
            .setHiddenLayers("none")
            .setWarmup(0)
            .setEpochs(1)
            .setBatchSize(1)
            .setShards(0)
            .setMomentum(0)
            .setWeightDecay(0)
            .setDropout(0)
            .setL1(0)
            .setL2(0)
            .setLabelSmoothing(0)
            .setClipNorm(Double.POSITIVE_INFINITY)
            .setClassWeights(new double[0])
            .setValidationFraction(0)
            .setPatience(0);
    assertThat(mlp.getHiddenLayers()).isEmpty();
    assertThat(mlp.setHiddenLayers("64, 32").getHiddenLayers()).containsExactly(64, 32);
  }

  @Test
  void explainParamsNamesAll() {
    MlpClassifier mlp = new MlpClassifier();
    List<String> names = Arrays.stream(mlp.params()).map(Param::name).toList();
    assertThat(names)
        .contains(
            "activation",
            "averageEvery",
            "balanceClasses",
            "batchSize",
            "classWeights",
            "clipNorm",
            "clipValue",
            "dropout",
            "epochs",
            "featuresCol",
            "hiddenLayers",
            "init",
            "initScale",
            "initialWeights",
            "l1",
            "l2",
            "labelCol",
            "labelSmoothing",
            "layers",
            "learningRate",
            "maxIter",
            "momentum",
            "nesterov",
            "optimizer",
            "patience",
            "predictionCol",
            "probabilityCol",
            "rawPredictionCol",
            "scaling",
            "schedule",
            "seed",
            "shards",
            "stopOn",
            "thresholds",
            "validationFraction",
            "warmup",
            "weightCol",
            "weightDecay")
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(mlp.explainParams().lines().map(line -> line.replaceAll(":.*", "")).toList())
        .containsAll(names);
  }

  /** What Spark's own tests ask of every stage. */
  @Test
  void everyParameterBelongsToItsStage() {
    MlpClassifier mlp = new MlpClassifier("given");
    assertThat(mlp.uid()).isEqualTo("given");
    assertThat(mlp.params()).allSatisfy(param -> assertThat(param.parent()).isEqualTo("given"));
    for (Param<?> param : mlp.params()) {
      assertThat(mlp.getParam(param.name())).isEqualTo(param);
    }
    assertThat(new MlpClassifier().uid())
        .startsWith("mlp_")
        .isNotEqualTo(new MlpClassifier().uid());
  }

  @Test
  void aCopyKeepsParametersAndTakesOthers() {
    MlpClassifier mlp = allSet();
    MlpClassifier copy = mlp.copy(new ParamMap().put(mlp.batchSize(), 17));
    assertThat(copy.uid()).isEqualTo(mlp.uid());
    assertThat(copy.getBatchSize()).isEqualTo(17);
    assertThat(Frames.settings(copy.setBatchSize(mlp.getBatchSize())))
        .isEqualTo(Frames.settings(mlp));
    copy.setEpochs(99);
    assertThat(mlp.getEpochs()).isEqualTo(7);
  }

  @Test
  void namesOfTheSameThingTakeEachOthersPlace() {
    MlpClassifier mlp = new MlpClassifier().setEpochs(3).setMaxIter(4);
    assertThat(mlp.getEpochs()).isEqualTo(4);
    assertThat(mlp.setEpochs(5).getMaxIter()).isEqualTo(5);
    assertThat(mlp.setHiddenLayers("4").setLayers("2,3,2").isSet(mlp.hiddenLayers())).isFalse();
    assertThat(mlp.setHiddenLayers("4").isSet(mlp.layers())).isFalse();
    Dataset<Row> xor = Frames.of(SPARK.on("local[2]"), 1, Frames.xor());
    assertThatThrownBy(() -> mlp.fit(xor, new ParamMap().put(mlp.maxIter(), 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("both epochs and maxIter are set; set one of them");
  }

  /** Each alone may be, or be set first; together they have no meaning. */
  @Test
  void whatDoesNotGoTogetherIsRefusedByFit() {
    Dataset<Row> xor = Frames.of(SPARK.on("local[2]"), 1, Frames.xor());
    refused(
        xor,
        new MlpClassifier().setPatience(3),
        "patience needs examples to watch: set validationFraction, as in");
    refused(xor, new MlpClassifier().setNesterov(true), "nesterov goes with optimizer sgd");
    refused(xor, new MlpClassifier().setMomentum(0.5), "momentum goes with optimizer sgd");
    refused(
        xor,
        new MlpClassifier().setStopOn("accuracy"),
        "stopOn accuracy needs examples to watch: set validationFraction, as in");
    refused(
        xor,
        new MlpClassifier().setNesterov(true).setOptimizer("sgd").setMomentum(0),
        "nesterov needs a positive momentum: 0.0");
    refused(
        xor,
        new MlpClassifier().setOptimizer("lbfgs").setBatchSize(4),
        "batchSize does not go with optimizer lbfgs: it takes all examples at once");
    MlpClassifier weighted = new MlpClassifier().setClassWeights(new double[] {1, 2, 3});
    refused(xor, weighted, "classWeights has 3 elements, but there are 2 classes");
    refused(xor, weighted.setBalanceClasses(true), "both classWeights and balanceClasses are set");
  }

  private static void refused(Dataset<Row> rows, MlpClassifier mlp, String message) {
    assertThatThrownBy(() -> mlp.fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void anEstimatorIsReadAsItWasWritten() throws IOException {
    SPARK.on("local[2]");
    MlpClassifier mlp = allSet();
    mlp.save(folder + "/mlp");
    MlpClassifier read = MlpClassifier.load(folder + "/mlp");
    assertThat(read.uid()).isEqualTo(mlp.uid());
    assertThat(Frames.settings(read)).isEqualTo(Frames.settings(mlp));
    assertThat(read.getInitialWeights()).isEqualTo(mlp.getInitialWeights());
    assertThat(read.getHiddenLayers()).containsExactly(3, 2);
    new MlpClassifier("defaults").save(folder + "/defaults");
    assertThat(Frames.settings(MlpClassifier.load(folder + "/defaults")))
        .isEqualTo(Frames.settings(new MlpClassifier("defaults")));
  }

  private static MlpClassifier allSet() {
    return new MlpClassifier()
        .setHiddenLayers("3,2")
        .setActivation("tanh")
        .setOptimizer("sgd")
        .setLearningRate(0.25)
        .setSchedule("cosine")
        .setWarmup(2)
        .setEpochs(7)
        .setBatchSize(33)
        .setAverageEvery(4)
        .setShards(5)
        .setWeightDecay(0.125)
        .setMomentum(0.5)
        .setSeed(1L << 40)
        .setInitialWeights(Vectors.dense(0.5, -0.25))
        .setScaling("min-max")
        .setInit("he")
        .setInitScale(0.5)
        .setNesterov(true)
        .setClipNorm(2)
        .setClipValue(0.75)
        .setDropout(0.25)
        .setL1(0.5)
        .setL2(0.25)
        .setLabelSmoothing(0.125)
        .setClassWeights(new double[] {1, 2.5})
        .setBalanceClasses(true)
        .setValidationFraction(0.25)
        .setPatience(3)
        .setStopOn("accuracy")
        .setWeightCol("w")
        .setLabelCol("l")
        .setFeaturesCol("f")
        .setPredictionCol("p")
        .setRawPredictionCol("r")
        .setProbabilityCol("pr")
        .setThresholds(new double[] {0.5, 0.25});
  }
}
