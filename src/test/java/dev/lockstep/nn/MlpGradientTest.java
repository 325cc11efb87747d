package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Addend;
import dev.lockstep.nn.ReverseMode.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The hand-coded gradients against two references in double precision, for every activation, loss
 * (of classes and of numbers) and output activation, one to four layers, and batches of 1, 2 and 7.
 */
class MlpGradientTest {
  private static final List<List<Integer>> SIZES =
      List.of(
          List.of(5, 3),
          List.of(4, 5, 2),
          List.of(5, 4, 1, 3),
          List.of(3, 5, 4, 5, 4),
          List.of(2, 4, 1));

  /** Two ways of adding a few hundred numbers in double precision; all results are below 64. */
  private static final double DOUBLE_ROUNDING = 0x1p-40;

  static Stream<GradientCase> cases() {
    List<GradientCase> cases = new ArrayList<>();
    for (List<Integer> sizes : SIZES) {
      for (Activation activation : Activation.values()) {
        if (sizes.get(sizes.size() - 1) > 1) {
          cases.addAll(
              cases(new Network(sizes, activation, Loss.CROSS_ENTROPY, Activation.LINEAR)));
        }
        for (Activation output : Activation.values()) {
          for (Loss loss : Losses.ofErrors()) {
            // The losses differ behind the outputs only: each pair of activations meets one of
            // them.
            if (loss.equals(Loss.MSE) || activation == output) {
              cases.addAll(cases(new Network(sizes, activation, loss, output)));
            }
          }
        }
      }
    }
    return Stream.concat(cases.stream(), casesOfNumbers());
  }

  private static Stream<GradientCase> casesOfNumbers() {
    return SIZES.stream()
        .flatMap(sizes -> Stream.of(Activation.values()).flatMap(a -> ofNumbers(sizes, a)));
  }

  private static Stream<GradientCase> ofNumbers(List<Integer> sizes, Activation activation) {
    return Losses.ofNumbers().stream()
        .map(loss -> new Network(sizes, activation, loss, Activation.LINEAR))
        .flatMap(net -> Stream.of(1, 2, 7).map(batch -> GradientCase.ofNumbers(net, batch)));
  }

  private static List<GradientCase> cases(Network network) {
    return Stream.of(1, 2, 7).map(batch -> GradientCase.of(network, batch)).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsReverseModesWithinTheRoundingsOfFloats(GradientCase given) {
    ValueNetwork reference = new ValueNetwork(given.network(), given.parameters());
    ReverseMode.backward(reference.lossSum(given.x(), given.targets(), new float[0][]));
    float[] gradient = gradient(given);
    RoundingBound bound = new RoundingBound(given);
    for (int j = 0; j < gradient.length; j++) {
      assertThat((double) gradient[j])
          .as("parameter %d", j)
          .isCloseTo(
              reference.parameters().get(j).gradient(),
              within(bound.ofGradient(j) + DOUBLE_ROUNDING));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsTheLossesCentralDifferenceWithinTheRoundingsOfFloats(GradientCase given) {
    double[] differences = given.centralDifferences();
    double differenceError = differenceError(given);
    float[] gradient = gradient(given);
    RoundingBound bound = new RoundingBound(given);
    for (int j = 0; j < gradient.length; j++) {
      assertThat((double) gradient[j])
          .as("parameter %d", j)
          .isCloseTo(differences[j], within(bound.ofGradient(j) + differenceError));
    }
  }

  /**
   * A central difference is off by h² / 6 times the third derivative, and by the two losses'
   * roundings over 2h. For the first, 64 stands for a sixth of the third derivative; the losses'
   * roundings are at most 2^8 half-units in the last place, for so many additions.
   */
  private static double differenceError(GradientCase given) {
    double loss = given.lossSum(new DoubleNetwork(given.network()));
    double h = GradientCase.H;
    return 64 * h * h + 0x1p8 * 0x1p-53 * loss / h;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossIsTheDefinitionsWithinTheRoundingsOfFloats(GradientCase given) {
    double loss =
        mlp(given)
            .gradient(
                given.parameters(),
                given.x(),
                given.targets(),
                Dropout.NONE,
                given.batch(),
                Addend.of(new float[given.network().parameterCount()]));
    Value reference =
        new ValueNetwork(given.network(), given.parameters())
            .lossSum(given.x(), given.targets(), new float[0][]);
    double tolerance = new RoundingBound(given).ofLoss() + DOUBLE_ROUNDING;
    assertThat(loss).isCloseTo(reference.data(), within(tolerance));
    assertThat(loss)
        .isCloseTo(given.lossSum(new DoubleNetwork(given.network())), within(tolerance));
  }

  private static float[] gradient(GradientCase given) {
    float[] gradientSum = new float[given.network().parameterCount()];
    mlp(given)
        .gradient(
            given.parameters(),
            given.x(),
            given.targets(),
            Dropout.NONE,
            given.batch(),
            Addend.of(gradientSum));
    return gradientSum;
  }

  private static Mlp mlp(GradientCase given) {
    return new Mlp(given.network(), given.batch());
  }
}
