package dev.lockstep.linalg.exact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnitudeTest {
  /** At every place of whole vectors and of what is left, with either sign. */
  @ParameterizedTest
  @ValueSource(
      floats = {
        2,
        -2,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
      })
  void theLargestIsFoundWhereverItStands(float largest) {
    for (int length = 1; length < 70; length++) {
      for (int at = 0; at < length; at++) {
        float[] values = new float[length + 2];
        for (int i = 0; i < length; i++) {
          values[1 + i] = i % 2 == 0 ? -1.5f : Float.MIN_VALUE;
        }
        values[0] = 1e30f; // Beyond both ends.
        values[length + 1] = -1e30f;
        values[1 + at] = largest;
        assertThat(Magnitude.largest(values, 1, 1 + length))
            .isEqualTo(Float.valueOf(Math.abs(largest)));
      }
    }
  }

  @Test
  void anyNanIsAboveInfinity() {
    float negativeNan = Float.intBitsToFloat(0xffc00001);
    float[] values = {Float.POSITIVE_INFINITY, negativeNan, 1};
    assertThat(Magnitude.largest(values, 0, 3)).isNaN();
  }

  @Test
  void withoutElementsItIsZero() {
    assertThat(Magnitude.largest(new float[] {5}, 1, 1)).isZero();
    assertThat(Magnitude.largest(new float[] {-0f, 0f}, 0, 2)).isZero();
  }
}
