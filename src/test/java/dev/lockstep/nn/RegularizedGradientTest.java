package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.nn.ReverseMode.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The hand-coded gradients of what regularizes, against reverse-mode differentiation in double
 * precision. Networks of these sizes have activations, deltas and gradients of the order of 1, and
 * chains of less than a hundred roundings of 2^-24 of that each.
 */
class RegularizedGradientTest {
  private static final double TOLERANCE = 0x1p-17;
  private static final int BATCH = 6;

  static Stream<GradientCase> cases() {
    List<GradientCase> cases = new ArrayList<>();
    for (List<Integer> sizes : List.of(List.of(5, 3), List.of(5, 6, 4), List.of(3, 5, 4, 5, 4))) {
      for (Activation activation : Activation.values()) {
        for (Network network :
            List.of(
                new Network(sizes, activation, Loss.CROSS_ENTROPY, Activation.LINEAR),
                new Network(sizes, activation, Loss.MSE, Activation.SIGMOID),
                new Network(sizes, activation, Loss.MSE, Activation.LINEAR))) {
          cases.add(GradientCase.of(network, BATCH));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void labelSmoothing(GradientCase given) {
    isReverseModes(given, new Targets(given.labels(), null, 0.3f));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightsOfExamples(GradientCase given) {
    float[] weights = {1, 0.25f, 3, 1.7f, 0.01f, 1};
    isReverseModes(given, new Targets(given.labels(), weights, 0));
    isReverseModes(given, new Targets(given.labels(), weights, 0.9f));
  }

  /** What has no weights and no smoothing must not differ from what has those of no effect. */
  @ParameterizedTest
  @MethodSource("cases")
  void weightsOfOneChangeNoBit(GradientCase given) {
    float[] plain = new float[given.parameters().length];
    float[] weighted = new float[plain.length];
    Mlp mlp = new Mlp(given.network(), BATCH);
    double loss = mlp.gradient(given.parameters(), given.x(), given.labels(), BATCH, plain);
    Targets ones = new Targets(given.labels(), new float[] {1, 1, 1, 1, 1, 1}, 0);
    assertThat(mlp.gradient(given.parameters(), given.x(), ones, BATCH, weighted)).isEqualTo(loss);
    assertThat(weighted).containsExactly(plain);
  }

  /** Against the slopes of l1 |w| + l2 w² / 2, and none for biases. */
  @Test
  void penaltiesOfWeights() {
    Network network = new Network(List.of(2, 1, 1), Activation.RELU, Loss.MSE, Activation.LINEAR);
    float[] parameters = {0.5f, -2, 7, 0, -3};
    float[] gradient = {1, 1, 1, 1, 1};
    new Regularization(0, 0.25f, 0.5f, 0).addPenalty(network, parameters, gradient);
    assertThat(gradient).containsExactly(1.5f, -0.25f, 1, 1, 1);
    new Regularization(0, 0, 0, 0.5f).addPenalty(network, parameters, gradient);
    assertThat(gradient).containsExactly(1.5f, -0.25f, 1, 1, 1);
  }

  private static void isReverseModes(GradientCase given, Targets targets) {
    ValueNetwork reference = new ValueNetwork(given.network(), given.parameters());
    Value lossSum = reference.lossSum(given.x(), targets, new float[0][]);
    ReverseMode.backward(lossSum);
    float[] gradient = new float[given.parameters().length];
    double loss =
        new Mlp(given.network(), BATCH)
            .gradient(given.parameters(), given.x(), targets, BATCH, gradient);
    assertThat(loss).isCloseTo(lossSum.data(), within(TOLERANCE));
    for (int j = 0; j < gradient.length; j++) {
      assertThat((double) gradient[j])
          .as("parameter %d", j)
          .isCloseTo(reference.parameters().get(j).gradient(), within(TOLERANCE));
    }
  }
}
