package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Addend;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.linalg.ScalarKernels;
import dev.lockstep.nn.ReverseMode.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
  private static final int[] ALL = {BATCH};
  private static final Dropout DROPOUT =
      new Dropout(0.2f, AddressedRandom.of(1, "dropout"), new long[] {3, 1, 4, 1, 5, 9});

  static Stream<GradientCase> cases() {
    List<GradientCase> cases = new ArrayList<>();
    for (List<Integer> sizes : List.of(List.of(5, 3), List.of(5, 6, 4), List.of(3, 5, 4, 5, 4))) {
      for (Activation activation : Activation.values()) {
        Network softmax = new Network(sizes, activation, Loss.CROSS_ENTROPY, Activation.LINEAR);
        cases.add(GradientCase.of(softmax, BATCH));
        for (Loss loss : Losses.ofErrors()) {
          for (Activation output : List.of(Activation.SIGMOID, Activation.LINEAR)) {
            cases.add(GradientCase.of(new Network(sizes, activation, loss, output), BATCH));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void labelSmoothing(GradientCase given) {
    isReverseModes(given, new ClassTargets(given.labels(), null, 0.3f, ALL), Dropout.NONE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightsOfExamples(GradientCase given) {
    float[] weights = {1, 0.25f, 3, 1.7f, 0.01f, 1};
    isReverseModes(given, new ClassTargets(given.labels(), weights, 0, ALL), Dropout.NONE);
    isReverseModes(given, new ClassTargets(given.labels(), weights, 0.9f, ALL), Dropout.NONE);
  }

  /** A fifth is left out: the addresses fix which. */
  @ParameterizedTest
  @MethodSource("cases")
  void dropout(GradientCase given) {
    isReverseModes(given, Targets.of(given.labels(), BATCH), DROPOUT);
    isReverseModes(
        given,
        new ClassTargets(given.labels(), new float[] {1, 2, 3, 1, 2, 3}, 0.2f, ALL),
        DROPOUT);
  }

  /** Zeros stored or not, vectors or none, and all examples at once or each by itself. */
  @ParameterizedTest
  @MethodSource("cases")
  void theBitsAreTheSameHoweverTheyAreComputed(GradientCase given) {
    Targets targets =
        new ClassTargets(given.labels(), new float[] {1, 0.3f, 3, 1, 7, 0.1f}, 0.2f, ALL);
    float[] expected = new float[given.parameters().length];
    Mlp scalar = new Mlp(given.network(), BATCH, new ScalarKernels());
    double loss =
        scalar.gradient(
            given.parameters(), given.x(), targets, DROPOUT, BATCH, Addend.of(expected));

    int features = given.network().features();
    CsrMatrix rows = new CsrMatrix(features);
    float[] apart = new float[expected.length];
    for (int b = 0; b < BATCH; b++) {
      rows.addRow(given.x(), b * features);
      new Mlp(given.network(), 1)
          .gradient(
              given.parameters(),
              Arrays.copyOfRange(given.x(), b * features, (b + 1) * features),
              new ClassTargets(
                  new int[] {given.labels()[b]},
                  new float[] {targets.weights()[b]},
                  0.2f,
                  new int[] {1}),
              new Dropout(0.2f, DROPOUT.random(), new long[] {DROPOUT.addresses()[b]}),
              1,
              Addend.of(apart));
    }
    assertThat(withoutSignsOfZeros(apart)).containsExactly(withoutSignsOfZeros(expected));

    float[] compressed = new float[expected.length];
    Mlp best = new Mlp(given.network(), BATCH);
    assertThat(best.gradient(given.parameters(), rows, targets, DROPOUT, Addend.of(compressed)))
        .isEqualTo(loss);
    assertThat(withoutSignsOfZeros(compressed)).containsExactly(withoutSignsOfZeros(expected));
    float[] after = new float[expected.length];
    best.gradient(given.parameters(), given.x(), given.labels(), BATCH, after);
    float[] plain = new float[expected.length];
    new Mlp(given.network(), BATCH)
        .gradient(given.parameters(), given.x(), given.labels(), BATCH, plain);
    assertThat(after).as("dropout leaves nothing behind").containsExactly(plain);
  }

  private static float[] withoutSignsOfZeros(float[] gradient) {
    float[] result = gradient.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += 0f;
    }
    return result;
  }

  /** What has no weights and no smoothing must not differ from what has those of no effect. */
  @ParameterizedTest
  @MethodSource("cases")
  void weightsOfOneChangeNoBit(GradientCase given) {
    float[] plain = new float[given.parameters().length];
    float[] weighted = new float[plain.length];
    Mlp mlp = new Mlp(given.network(), BATCH);
    double loss = mlp.gradient(given.parameters(), given.x(), given.labels(), BATCH, plain);
    Targets ones = new ClassTargets(given.labels(), new float[] {1, 1, 1, 1, 1, 1}, 0, ALL);
    assertThat(
            mlp.gradient(
                given.parameters(), given.x(), ones, Dropout.NONE, BATCH, Addend.of(weighted)))
        .isEqualTo(loss);
    assertThat(weighted).containsExactly(plain);
  }

  private static float[][] factors(Network network, Dropout dropout) {
    float[][] factors = new float[dropout.isNone() ? 0 : network.layers()][];
    for (int l = 0; l < factors.length; l++) {
      factors[l] = new float[BATCH * network.outputs(l)];
      dropout.fill(l, BATCH, network.outputs(l), factors[l]);
    }
    return factors;
  }

  private static void isReverseModes(GradientCase given, Targets targets, Dropout dropout) {
    ValueNetwork reference = new ValueNetwork(given.network(), given.parameters());
    Value lossSum = reference.lossSum(given.x(), targets, factors(given.network(), dropout));
    ReverseMode.backward(lossSum);
    float[] gradient = new float[given.parameters().length];
    double loss =
        new Mlp(given.network(), BATCH)
            .gradient(given.parameters(), given.x(), targets, dropout, BATCH, Addend.of(gradient));
    assertThat(loss).isCloseTo(lossSum.data(), within(TOLERANCE));
    for (int j = 0; j < gradient.length; j++) {
      assertThat((double) gradient[j])
          .as("parameter %d", j)
          .isCloseTo(reference.parameters().get(j).gradient(), within(TOLERANCE));
    }
  }
}
