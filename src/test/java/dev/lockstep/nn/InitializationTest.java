package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.nn.Initialization.Distribution;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics are allowed four standard errors; the numbers are the same in every run. */
class InitializationTest {
  private static final Network NETWORK = network(784, 128, 64, 10);

  /**
   * Variances 2/784 and 2/128; 2/912 and 2/192; 1/12. The limits are the square roots of 6/912 and
   * 6/192, and 1/2. Relative variance of a variance's estimate: 2/n for normal numbers, 0.8/n for
   * uniform ones.
   */
  @ParameterizedTest
  @CsvSource({
    "HE, 0, 0.002551020408163265, Infinity, 2",
    "HE, 1, 0.015625, Infinity, 2",
    "XAVIER, 0, 0.0021929824561403508, 0.08111071056538127, 0.8",
    "XAVIER, 1, 0.010416666666666666, 0.17677669529663687, 0.8",
    "UNIFORM, 0, 0.08333333333333333, 0.5, 0.8",
    "UNIFORM, 1, 0.08333333333333333, 0.5, 0.8"
  })
  void weightsHaveTheDistributionsMeanVarianceAndLimit(
      Distribution distribution, int layer, double variance, double limit, double spread) {
    float[] weights = weights(layer, NETWORK, parameters(distribution, NETWORK, 1));
    double sum = 0;
    double squares = 0;
    float largest = 0;
    for (float weight : weights) {
      sum += weight;
      squares += (double) weight * weight;
      largest = Math.max(largest, Math.abs(weight));
    }
    double n = weights.length;
    assertThat(sum / n).as("mean").isCloseTo(0, within(4 * Math.sqrt(variance / n)));
    assertThat(squares / n)
        .as("variance")
        .isCloseTo(variance, within(4 * variance * Math.sqrt(spread / n)));
    assertThat(largest).as("largest weight").isLessThanOrEqualTo((float) limit);
    if (Double.isFinite(limit)) {
      // That none of n weights lies in the outermost 10/n has the probability e^-10.
      assertThat((double) largest).as("largest weight").isGreaterThan(limit * (1 - 10 / n));
    }
  }

  @ParameterizedTest
  @EnumSource
  void biasesStartAtZero(Distribution distribution) {
    float[] parameters = parameters(distribution, NETWORK, 1);
    for (int l = 0; l < NETWORK.layers(); l++) {
      int from = NETWORK.biasOffset(l);
      assertThat(Arrays.copyOfRange(parameters, from, from + NETWORK.outputs(l))).containsOnly(0f);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSeedDecidesEveryWeight(Distribution distribution) {
    float[] first = parameters(distribution, NETWORK, 1);
    assertThat(parameters(distribution, NETWORK, 1)).isEqualTo(first);

    float[] other = weights(0, NETWORK, parameters(distribution, NETWORK, 2));
    int equal = 0;
    for (int i = 0; i < other.length; i++) {
      equal += other[i] == first[i] ? 1 : 0;
    }
    // Two floats of 23 bits or more are equal once in 2^23; the layer has fewer than 2^17.
    assertThat(equal).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void layersOfOneShapeGetDifferentWeights(Distribution distribution) {
    Network square = network(20, 20, 20);
    float[] parameters = parameters(distribution, square, 1);
    assertThat(weights(0, square, parameters)).isNotEqualTo(weights(1, square, parameters));
  }

  @ParameterizedTest
  @EnumSource
  void aLayerDoesNotFeelTheWidthsOfOthers(Distribution distribution) {
    float[] parameters = parameters(distribution, NETWORK, 1);
    Network narrower = network(784, 128, 32, 10);
    assertThat(weights(0, narrower, parameters(distribution, narrower, 1)))
        .isEqualTo(weights(0, NETWORK, parameters));
    Network other = network(5, 7, 64, 10, 3);
    assertThat(weights(2, other, parameters(distribution, other, 1)))
        .isEqualTo(weights(2, NETWORK, parameters));
  }

  /** By a power of two, so that nothing is rounded anew. */
  @ParameterizedTest
  @EnumSource
  void theScaleMultipliesEveryWeight(Distribution distribution) {
    float[] scaled = new Initialization(distribution, 0.25f).parameters(NETWORK, 1);
    float[] parameters = parameters(distribution, NETWORK, 1);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] *= 0.25f;
    }
    assertThat(scaled).isEqualTo(parameters);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void aScaleThatIsNotPositiveIsRefused(float scale) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Initialization(Distribution.HE, scale))
        .withMessageContaining("initScale")
        .withMessageContaining(String.valueOf(scale));
  }

  @Test
  void distributionsReadAsOnTheCommandLine() {
    assertThat(Distribution.values())
        .extracting(String::valueOf)
        .containsExactly("he", "xavier", "uniform");
  }

  private static Network network(Integer... sizes) {
    return new Network(List.of(sizes), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
  }

  private static float[] parameters(Distribution distribution, Network network, long seed) {
    return new Initialization(distribution, 1).parameters(network, seed);
  }

  private static float[] weights(int layer, Network network, float[] parameters) {
    return Arrays.copyOfRange(parameters, network.weightOffset(layer), network.biasOffset(layer));
  }
}
