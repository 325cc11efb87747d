package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExponentialTest {
  private static final int COUNT = 200_000;

  /** StrictMath's own error is below one unit in the last place. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.4, 3, 40, 700})
  void isWithinTwoUnitsOfStrictMath(double limit) {
    AddressedRandom random = AddressedRandom.of(1, "exponential");
    for (int i = 0; i < COUNT; i++) {
      double x = random.uniform(i, -limit, limit);
      double expected = StrictMath.exp(x);
      assertThat(Math.abs(Exponential.exp(x) - expected))
          .as("exp(%s)", x)
          .isLessThanOrEqualTo(2 * Math.ulp(expected));
    }
  }

  @Test
  void isExactAtZeroAndKnowsItsEnds() {
    assertThat(Exponential.exp(0)).isEqualTo(1);
    assertThat(Exponential.exp(-0.0)).isEqualTo(1);
    assertThat(Exponential.exp(-701)).isZero();
    assertThat(Exponential.exp(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Exponential.exp(701)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Exponential.exp(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Exponential.exp(Double.NaN)).isNaN();
  }
}
