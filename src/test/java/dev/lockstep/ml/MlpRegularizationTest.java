package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps the classifier from learning its rows by heart, and when it stops. */
@Tag("slow")
class MlpRegularizationTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static Dataset<Row> uneven;
  private static Dataset<Row> noise;

  @BeforeAll
  static void rows() {
    uneven = Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(90).subList(0, 67)).cache();
    List<Row> rows = new ArrayList<>();
    int n = 0;
    for (Row point : Frames.spiral(200)) {
      rows.add(Frames.row(n++ * 7919 / 13 % 3, point.<Vector>getAs(1)));
    }
    noise = Frames.of(SPARK.on("local[2]"), 2, rows).cache();
  }

  static List<Consumer<MlpClassifier>> settings() {
    return List.of(
        mlp -> mlp.setInit("he"),
        mlp -> mlp.setInitScale(2),
        mlp -> mlp.setScaling("none"),
        mlp -> mlp.setScaling("min-max"),
        mlp -> mlp.setNesterov(true),
        mlp -> mlp.setClipNorm(0.01),
        mlp -> mlp.setClipValue(0.001),
        mlp -> mlp.setDropout(0.5),
        mlp -> mlp.setL1(0.1),
        mlp -> mlp.setL2(0.1),
        mlp -> mlp.setLabelSmoothing(0.1),
        mlp -> mlp.setClassWeights(new double[] {1, 2, 3}),
        mlp -> mlp.setBalanceClasses(true),
        mlp -> mlp.setValidationFraction(0.2));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyParameterReachesTheModelAndIsOffByDefault(Consumer<MlpClassifier> setting) {
    MlpClassifier mlp = small().setOptimizer("sgd");
    String plain = mlp.fit(uneven).weightsSha256();
    setting.accept(mlp);
    assertThat(mlp.fit(uneven).weightsSha256()).isNotEqualTo(plain);
  }

  @Test
  void scalingByTheRowsIsTheCommandLines() {
    assertThat(small().fit(uneven).weightsSha256())
        .isEqualTo(small().setScaling("auto").fit(uneven).weightsSha256())
        .isEqualTo(small().setScaling("standardise").fit(uneven).weightsSha256())
        .isNotEqualTo(small().setScaling("none").fit(uneven).weightsSha256());
  }

  /** Of the 67 rows 23, 22 and 22 are of the three classes. */
  @Test
  void balancedWeightsAreThoseOfTheirFormula() {
    double[] weights = {67 / (3 * 23.0), 67 / (3 * 22.0), 67 / (3 * 22.0)};
    assertThat(small().setBalanceClasses(true).fit(uneven).weightsSha256())
        .isEqualTo(small().setClassWeights(weights).fit(uneven).weightsSha256());
  }

  @Test
  void earlyStoppingGivesTheBestEpochsWeights() {
    MlpClassifier mlp =
        new MlpClassifier()
            .setHiddenLayers("32")
            .setSchedule("constant")
            .setLearningRate(0.03)
            .setBatchSize(20)
            .setValidationFraction(0.3);
    MlpClassificationModel stopped = mlp.setEpochs(80).setPatience(3).fit(noise);
    MlpTrainingSummary summary = stopped.summary();
    int best = summary.modelEpoch();
    assertThat(summary.totalIterations()).isEqualTo(best + 3).isLessThan(80);
    assertThat(summary.validationLosses()).hasSize(best + 3);
    assertThat(summary.validationAccuracies()).hasSize(best + 3);
    for (double loss : summary.validationLosses()) {
      assertThat(loss).isGreaterThanOrEqualTo(summary.validationLosses()[best - 1]);
    }
    assertThat(summary.examples()).isBetween(100L, 180L);
    assertThat(mlp.setEpochs(best).setPatience(0).fit(noise).weightsSha256())
        .isEqualTo(stopped.weightsSha256());
  }

  @Test
  void aFractionThatHoldsNothingOutIsRefused() {
    Dataset<Row> xor = Frames.of(SPARK.on("local[2]"), 1, Frames.xor());
    assertThatThrownBy(() -> new MlpClassifier().setValidationFraction(1e-9).fit(xor))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the data set: a validation share of 1.0E-9 holds out 0 of its 4 examples;"
                + " both sides need some");
  }

  private static MlpClassifier small() {
    return new MlpClassifier().setHiddenLayers("6").setEpochs(2).setBatchSize(20);
  }
}
