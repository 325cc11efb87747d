package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
  private static final int MAX = Integer.MAX_VALUE;

  static Stream<List<Integer>> sizes() {
    return Stream.of(
        List.of(1, 1), List.of(784, 10), List.of(784, 128, 10), List.of(3, 1, 7, 2, 5, 4));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void weightsAndBiasesFillTheParametersWithoutGapOrOverlap(List<Integer> sizes) {
    Network network = network(sizes);
    int next = 0;
    for (int l = 0; l < network.layers(); l++) {
      assertThat(network.weightOffset(l)).as("weights of layer %d", l).isEqualTo(next);
      next += sizes.get(l) * sizes.get(l + 1);
      assertThat(network.biasOffset(l)).as("bias of layer %d", l).isEqualTo(next);
      next += sizes.get(l + 1);
    }
    assertThat(network.parameterCount()).isEqualTo(next);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void aLayersOutputsAreTheNextOnesInputs(List<Integer> sizes) {
    Network network = network(sizes);
    assertThat(network.layers()).isEqualTo(sizes.size() - 1);
    assertThat(network.inputs(0)).isEqualTo(network.features()).isEqualTo(sizes.get(0));
    for (int l = 1; l < network.layers(); l++) {
      assertThat(network.inputs(l)).isEqualTo(network.outputs(l - 1)).isEqualTo(sizes.get(l));
    }
    assertThat(network.outputs(network.layers() - 1))
        .isEqualTo(network.outputs())
        .isEqualTo(sizes.get(sizes.size() - 1));
  }

  @Test
  void readsAsItsSizes() {
    assertThat(network(List.of(784, 128, 10))).hasToString("784-128-10");
  }

  @Test
  void laterChangesOfTheListDoNotReachTheNetwork() {
    List<Integer> sizes = new ArrayList<>(List.of(2, 3));
    Network network = network(sizes);
    sizes.set(1, 4);
    assertThat(network.classes()).isEqualTo(3);
  }

  static Stream<List<Integer>> badWidths() {
    return Stream.of(List.of(0, 2), List.of(2, 0, 3), List.of(2, 0), List.of(2, -1, 3));
  }

  @ParameterizedTest
  @MethodSource("badWidths")
  void aLayerWithoutUnitsIsRefused(List<Integer> sizes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(sizes))
        .withMessageContaining("width")
        .withMessageContaining(sizes.toString());
  }

  @Test
  void fewerThanTwoSizesAreRefused() {
    for (List<Integer> sizes : List.of(List.<Integer>of(), List.of(10))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network(sizes))
          .withMessageContaining("inputs and outputs");
    }
  }

  /** In the last two the count of parameters does not fit a long either. */
  static Stream<List<Integer>> tooLarge() {
    return Stream.of(
        List.of(MAX - 8, 1),
        List.of(46341, 46341),
        List.of(1, MAX),
        List.of(MAX, MAX, MAX),
        List.of(784, MAX, MAX, MAX),
        List.of(MAX, MAX, MAX, MAX, MAX));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void moreParametersThanAnArrayHoldsAreRefused(List<Integer> sizes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network(sizes))
        .withMessageContaining("too large")
        .withMessageContaining(sizes.toString());
  }

  @Test
  void asManyParametersAsAnArrayHoldsAreAccepted() {
    assertThat(network(List.of(MAX - 9, 1)).parameterCount()).isEqualTo(MAX - 8);
  }

  @ParameterizedTest
  @EnumSource
  void anOutputActivationGoesWithMeanSquaresOnly(Activation output) {
    List<Integer> sizes = List.of(2, 3);
    assertThat(new Network(sizes, Activation.RELU, Loss.MSE, output).output()).isEqualTo(output);
    if (output != Activation.LINEAR) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Network(sizes, Activation.RELU, Loss.CROSS_ENTROPY, output))
          .withMessageContaining("outputActivation");
    }
  }

  @Test
  void aSingleOutputTellsTwoClassesApartAndHasNoSoftmax() {
    Network network = new Network(List.of(2, 1), Activation.TANH, Loss.MSE, Activation.TANH);
    assertThat(network.classes()).isEqualTo(2);
    // tanh(0.6) = 0.54, tanh(0.5) = 0.46
    assertThat(network.classOf(new float[] {0.6f, 0.5f}, 0)).isEqualTo(1);
    assertThat(network.classOf(new float[] {0.6f, 0.5f}, 1)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Network(List.of(2, 1), Activation.TANH, Loss.CROSS_ENTROPY, Activation.LINEAR))
        .withMessageContaining("a single output goes with loss mse or huber");
  }

  private static Network network(List<Integer> sizes) {
    return new Network(sizes, Activation.RELU, Loss.MSE, Activation.LINEAR);
  }
}
