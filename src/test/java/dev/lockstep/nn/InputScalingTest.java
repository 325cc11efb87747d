package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputScalingTest {
  @Test
  void bytesGoToTheUnitIntervalAndTheRestOfTheArrayIsLeftAlone() {
    float[] x = {0, 51, 255, 255};
    InputScaling.BYTES.apply(x, 1, 3);
    assertThat(x).containsExactly(0, 0.2f, 1, 255);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aDivisorThatDoesNotDivideIsRefused(float divisor) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputScaling.divideBy(divisor))
        .withMessageContaining(String.valueOf(divisor));
  }
}
