package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logits far from zero, and numbers that are none. A layer with the unit matrix for weights hands
 * features through as logits, and its bias' gradient is the deltas.
 */
class MlpExtremesTest {
  private static final float MAX = Float.MAX_VALUE;
  private static final double LOG_2 = 0.6931471805599453;

  static Stream<Arguments> crossEntropies() {
    return Stream.of(
        logits(1e4f, -1e4f, 0).label(0).gives(0, 0, 0, 0),
        logits(1e4f, -1e4f, 0).label(1).gives(2e4, 1, -1, 0),
        logits(1e4f, -1e4f, 0).label(2).gives(1e4, 1, 0, -1),
        logits(1e4f, 1e4f, -1e4f).label(0).gives(LOG_2, -0.5f, 0.5f, 0),
        logits(-1e4f, -1e4f, -1e4f).label(2).gives(1.0986122886681098, 1 / 3f, 1 / 3f, -2 / 3f),
        logits(MAX, -MAX, 0).label(0).gives(0, 0, 0, 0),
        logits(MAX, -MAX, 0).label(1).gives(2.0 * MAX, 1, -1, 0),
        logits(-MAX, -MAX, -1e4f).label(2).gives(0, 0, 0, 0));
  }

  static Stream<Arguments> meanSquaresOfSigmoids() {
    return Stream.of(
        logits(1e4f, -1e4f, -1e4f).label(0).gives(0, 0, 0, 0),
        logits(-1e4f, 1e4f, -1e4f).label(0).gives(2 / 3.0, 0, 0, 0),
        logits(MAX, -MAX, 0).label(0).gives(0.25 / 3, 0, 0, 1 / 12f));
  }

  static Stream<Arguments> meanSquaresOfLogits() {
    return Stream.of(
        logits(1e4f, -1e4f, 0).label(2).gives((2e8 + 1) / 3, 2e4f / 3, -2e4f / 3, -2 / 3f),
        logits(1e30f, 0, 0).label(1).gives((1e60 + 1) / 3, 2e30f / 3, -2 / 3f, 0));
  }

  /** Delta is 1/2: errors of that size and less, more, and far more. */
  static Stream<Arguments> hubersOfLogits() {
    return Stream.of(
        logits(1.5f, -0.25f, 0).label(0).gives(0.15625 / 3, 0.5f / 3, -0.25f / 3, 0),
        logits(1.75f, 0, 2).label(0).gives((0.25 + 0.875) / 3, 0.5f / 3, 0, 0.5f / 3),
        logits(-1, 0, 0.125f).label(0).gives(0.8828125 / 3, -0.5f / 3, 0, 0.125f / 3),
        logits(MAX, -MAX, 0)
            .label(2)
            .gives(((double) MAX + 0.375) / 3, 0.5f / 3, -0.5f / 3, -0.5f / 3));
  }

  @ParameterizedTest
  @MethodSource("hubersOfLogits")
  void huberIsASquareUpToDeltaAndALineBeyond(Case given, double loss, float[] deltas) {
    given.isRight(new Loss(LossFunction.HUBER, 0.5f), Activation.LINEAR, loss, deltas);
  }

  @ParameterizedTest
  @MethodSource("crossEntropies")
  void crossEntropyOfExtremeLogits(Case given, double loss, float[] deltas) {
    given.isRight(Loss.CROSS_ENTROPY, Activation.LINEAR, loss, deltas);
  }

  @ParameterizedTest
  @MethodSource("meanSquaresOfSigmoids")
  void meanSquareOfSaturatedSigmoids(Case given, double loss, float[] deltas) {
    given.isRight(Loss.MSE, Activation.SIGMOID, loss, deltas);
  }

  @ParameterizedTest
  @MethodSource("meanSquaresOfLogits")
  void meanSquareOfExtremeLogits(Case given, double loss, float[] deltas) {
    given.isRight(Loss.MSE, Activation.LINEAR, loss, deltas);
  }

  /** All the weights are positive: a NaN that became a zero would leave the loss finite. */
  @ParameterizedTest
  @EnumSource
  void aNaNFeatureMakesLossAndGradientNaN(Activation activation) {
    for (Network network : networks(activation)) {
      float[] parameters = new float[network.parameterCount()];
      Arrays.fill(parameters, 0.25f);
      float[] x = {1, 1, 1, Float.NaN, 1, 1};
      float[] gradientSum = new float[parameters.length];
      Mlp mlp = new Mlp(network, 3);
      double loss = mlp.gradient(parameters, x, new int[] {0, 1, 1}, 3, gradientSum);
      assertThat(loss).as("loss of %s %s", network.loss(), network.output()).isNaN();
      assertThat(gradientSum).containsOnly(Float.NaN);
      float[] outputs = mlp.outputs(parameters, x, 3);
      assertThat(outputs[2]).as("output of the example with the NaN").isNaN();
      assertThat(outputs[0]).as("output of another").isNotNaN();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNaNParameterMakesTheLossNaN(Activation activation) {
    for (Network network : networks(activation)) {
      for (int j = 0; j < network.parameterCount(); j++) {
        float[] parameters = new float[network.parameterCount()];
        Arrays.fill(parameters, 0.25f);
        parameters[j] = Float.NaN;
        double loss =
            new Mlp(network, 1)
                .gradient(parameters, new float[] {1, 1}, new int[] {0}, 1, parameters.clone());
        assertThat(loss).as("loss with parameter %d", j).isNaN();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNaNPassesForwardAndBackwardThroughAnActivation(Activation activation) {
    float[] a = {Float.NaN, 1};
    activation.forward(a, 2);
    assertThat(a[0]).isNaN();
    assertThat(a[1]).isNotNaN();
    float[] delta = {Float.NaN, Float.NaN};
    activation.backward(a, delta, 2);
    assertThat(delta).containsOnly(Float.NaN);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.POSITIVE_INFINITY, Float.NaN})
  void aLogitThatIsNoNumberIsNoCertainty(float logit) {
    Network network = network(3, Loss.CROSS_ENTROPY, Activation.LINEAR);
    Mlp mlp = new Mlp(network, 1);
    for (int label = 0; label < 3; label++) {
      assertThat(mlp.lossSum(new float[] {0, logit, 0}, new int[] {label}, 1)).isNaN();
    }
  }

  private static List<Network> networks(Activation activation) {
    List<Integer> sizes = List.of(2, 3, 3, 2);
    return Stream.concat(
            Stream.of(new Network(sizes, activation, Loss.CROSS_ENTROPY, Activation.LINEAR)),
            Stream.of(Activation.values())
                .flatMap(
                    output ->
                        Losses.ofErrors().stream()
                            .map(loss -> new Network(sizes, activation, loss, output))))
        .toList();
  }

  private static Network network(int classes, Loss loss, Activation output) {
    return new Network(List.of(classes, classes), Activation.RELU, loss, output);
  }

  private static Case logits(float... logits) {
    return new Case(logits, -1);
  }

  private record Case(float[] logits, int label) {
    Case label(int newLabel) {
      return new Case(logits, newLabel);
    }

    Arguments gives(double loss, float... deltas) {
      return Arguments.of(this, loss, deltas);
    }

    /**
     * Losses to a double's roundings, deltas to the half-unit of a probability or of themselves.
     */
    void isRight(Loss kind, Activation output, double loss, float[] deltas) {
      int classes = logits.length;
      float[] parameters = new float[classes * (classes + 1)];
      float[] gradientSum = new float[parameters.length];
      for (int c = 0; c < classes; c++) {
        parameters[c * (classes + 1)] = 1;
      }
      Mlp mlp = new Mlp(network(classes, kind, output), 1);
      double actual = mlp.gradient(parameters, logits, new int[] {label}, 1, gradientSum);
      assertThat(actual).isCloseTo(loss, within(0x1p-22 * Math.abs(loss)));
      for (int c = 0; c < classes; c++) {
        float tolerance = 0x1p-23f * Math.max(1, Math.abs(deltas[c]));
        assertThat(gradientSum[classes * classes + c]).isCloseTo(deltas[c], within(tolerance));
      }
    }

    @Override
    public String toString() {
      return Arrays.toString(logits) + ", label " + label;
    }
  }
}
