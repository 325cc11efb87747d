package dev.lockstep.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
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

  @Test
  void wideFeaturesAreScaledInDoublesAndOnlyThere() {
    InputScaling scaling =
        InputScaling.perFeature(
            InputScaling.Method.STANDARDISE,
            new float[] {1, 0},
            new float[] {2, 1},
            List.of(new InputScaling.WideFeature(1, 1_700_000_001, 4)));
    float[] x = new float[4];
    scaling.narrow(new double[] {5, 1_700_000_002, 0.1, 1_699_999_999}, 0, 2, 2, x);
    assertThat(x).containsExactly(5, 0.25f, 0.1f, -0.5f);
    scaling.apply(x, 2, 2);
    assertThat(x).containsExactly(2, 0.25f, (0.1f - 1) / 2, -0.5f);
  }

  @Test
  void aWideFeatureHasNoOtherNumbers() {
    float[] ones = {1, 1};
    for (int feature : new int[] {-1, 0, 2}) {
      List<InputScaling.WideFeature> wide = List.of(new InputScaling.WideFeature(feature, 3, 4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> InputScaling.perFeature(InputScaling.Method.MIN_MAX, ones, ones, wide))
          .withMessageContaining("feature " + feature);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aDivisorThatDoesNotDivideIsRefused(float divisor) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputScaling.divideBy(divisor))
        .withMessageContaining(String.valueOf(divisor));
  }
}
