package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.Slices;
import org.junit.jupiter.api.Test;

class ClippingTest {
  private static final float NO_LIMIT = Float.POSITIVE_INFINITY;

  /** What becomes of a gradient. */
  private static float[] clipped(Clipping clipping, float... gradient) {
    clipping.apply(new float[gradient.length], gradient, Slices.ONE);
    return gradient;
  }

  @Test
  void aNormUnderOrAtTheLimitChangesNothing() {
    assertThat(clipped(new Clipping(6, NO_LIMIT), 3, -4)).containsExactly(3, -4);
    assertThat(clipped(new Clipping(5, NO_LIMIT), 3, -4)).containsExactly(3, -4);
  }

  @Test
  void aNormOverTheLimitIsScaledToIt() {
    assertThat(clipped(new Clipping(2.5f, NO_LIMIT), 3, -4)).containsExactly(1.5f, -2);
  }

  @Test
  void aZeroGradientStaysZero() {
    assertThat(clipped(new Clipping(1, 1), 0, 0)).containsExactly(0, 0);
    assertThat(clipped(new Clipping(1, 1))).isEmpty();
  }

  @Test
  void aHugeNormNeitherOverflowsNorLosesPrecision() {
    assertThat(clipped(new Clipping(5, NO_LIMIT), 3e30f, -4e30f)).containsExactly(3, -4);
    // Norm 2 * MAX_VALUE, more than a float holds.
    float max = Float.MAX_VALUE;
    assertThat(clipped(new Clipping(1, NO_LIMIT), max, max, -max, max))
        .containsExactly(0.5f, 0.5f, -0.5f, 0.5f);
    // 1e-8 / 2e38 is below the smallest float.
    assertThat(clipped(new Clipping(1e-8f, NO_LIMIT), -2e38f)).containsExactly(-1e-8f);
  }

  @Test
  void valuesOverTheLimitAreCutToItOnBothSides() {
    assertThat(clipped(new Clipping(NO_LIMIT, 2), 1.5f, 2, 2.5f, -1.5f, -2, -1e30f))
        .containsExactly(1.5f, 2, 2, -1.5f, -2, -2);
  }

  @Test
  void valuesAreCutBeforeTheNormIsTaken() {
    // [3, -400] is cut to [3, -4], of norm 5, and then halved. The other way round, the norm of 400
    // would leave next to nothing of the 3.
    assertThat(clipped(new Clipping(2.5f, 4), 3, -400)).containsExactly(1.5f, -2);
  }

  @Test
  void noLimitsChangeNothing() {
    assertThat(clipped(Clipping.NONE, 1e38f, -Float.MIN_VALUE))
        .containsExactly(1e38f, -Float.MIN_VALUE);
  }

  @Test
  void gradientsThatAreNotFiniteStillShow() {
    assertThat(clipped(new Clipping(1, NO_LIMIT), 3, Float.NaN)).containsExactly(3, Float.NaN);
    assertThat(clipped(new Clipping(1, NO_LIMIT), 3, NO_LIMIT)).containsExactly(3, NO_LIMIT);
    assertThat(clipped(new Clipping(NO_LIMIT, 1), 3, Float.NaN)).containsExactly(1, Float.NaN);
  }

  @Test
  void limitsMustBePositiveAndAreNamedAsOnTheCommandLine() {
    assertThatThrownBy(() -> new Clipping(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clipNorm must be positive: 0.0");
    assertThatThrownBy(() -> new Clipping(Float.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clipNorm must be positive: NaN");
    assertThatThrownBy(() -> new Clipping(1, -0.5f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clipValue must be positive: -0.5");
  }

  @Test
  void comesBackFromSerialisationEqual() throws Exception {
    assertThat(Serialised.copy(Clipping.NONE)).isEqualTo(Clipping.NONE);
  }
}
