package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamWTest {
  /** A few roundings of floats near 1. */
  private static final double ROUNDING = 0x1p-22;

  @Test
  void followsTheFormulaByHand() {
    AdamW adam = new AdamW(0.5f, 0.75f, 0.5f, 0.5f);
    float[] p = {1};
    float[][] slots = adam.newState(1);

    // p shrinks by 0.5 * 0.5: 0.75. m = 0.5 * 0.5, v = 0.25 * 0.25. Corrected by 1 - 0.5 and
    // 1 - 0.75: m = 0.5, sqrt(v) = 0.5. p = 0.75 - 0.5 * 0.5 / (0.5 + 0.5)
    adam.step(p, new float[] {0.5f}, slots, 0, 0.5f);
    assertThat(p).containsExactly(0.5f);
    assertThat(slots[0]).containsExactly(0.25f);
    assertThat(slots[1]).containsExactly(0.0625f);

    // p shrinks to 0.375. m = 0.5 * 0.25 - 0.5 * 0.25 = 0, so there is no other move.
    adam.step(p, new float[] {-0.25f}, slots, 1, 0.5f);
    assertThat(p).containsExactly(0.375f);
    assertThat(slots[0]).containsExactly(0);
    assertThat(slots[1]).containsExactly(0.75f * 0.0625f + 0.25f * 0.0625f);

    // p shrinks to 0.28125. m = 0.5 * 1, v = 0.75 * 0.0625 + 0.25 * 1 = 0.296875.
    // Corrections 1 - 0.5^3 = 0.875 and 1 - 0.75^3 = 0.578125.
    adam.step(p, new float[] {1}, slots, 2, 0.5f);
    assertThat(slots[0]).containsExactly(0.5f);
    assertThat(slots[1]).containsExactly(0.296875f);
    assertThat((double) p[0])
        .isCloseTo(
            0.28125 - 0.5 * (0.5 / 0.875) / (Math.sqrt(0.296875 / 0.578125) + 0.5),
            within(ROUNDING));
  }

  @Test
  void theFirstStepIsTheLearningRateWhateverTheGradientsSize() {
    AdamW adam = new AdamW(0.9f, 0.999f, 1e-8f, 0);
    float[] p = {0, 0, 0};
    adam.step(p, new float[] {1e-4f, -1, 1e10f}, adam.newState(3), 0, 0.5f);
    // epsilon is 1e-4 of the first gradient
    assertThat((double) p[0]).isCloseTo(-0.5 / (1 + 1e-4), within(ROUNDING));
    assertThat((double) p[1]).isCloseTo(0.5 / (1 + 1e-8), within(ROUNDING));
    assertThat((double) p[2]).isCloseTo(-0.5, within(ROUNDING));
  }

  @Test
  void aParameterWithoutGradientOnlyDecays() {
    AdamW adam = new AdamW(0.9f, 0.999f, 1e-8f, 0.25f);
    float[] p = {1};
    float[][] slots = adam.newState(1);
    adam.step(p, new float[1], slots, 0, 0.5f);
    assertThat(p).containsExactly(1 - 0.125f);
    adam.step(p, new float[1], slots, 1, 0.5f);
    assertThat(p).containsExactly(0.765625f); // 0.875 * 0.875
  }

  /**
   * PyTorch 2.13 in float64:
   *
   * <pre>
   *   p = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
   *   o = AdamW([p], lr=0.1, weight_decay=0.01)
   *   for g in [0.5, -1.0, 0.0], [-0.25, 3.0, 0.0], [1.0, 0.125, 2.0]:
   *       p.grad = torch.tensor(g); o.step()
   *   print(p.tolist())
   * </pre>
   */
  @Test
  void threeStepsAgreeWithPyTorch() {
    SgdTest.assertClose(
        TorchWalk.threeSteps(new AdamW(0.9f, 0.999f, 1e-8f, 0.01f)),
        0.804784672376384,
        -1.9842711864523468,
        0.4346201401131007);
  }

  @Test
  void biasCorrectionFadesAtAStepBeyondTheIntegers() {
    AdamW adam = new AdamW(0.5f, 0.5f, 0.5f, 0);
    float[] p = {1};
    float[][] slots = {{0.5f}, {0.25f}}; // the moments of a long run of gradients 0.5
    adam.step(p, new float[] {0.5f}, slots, 1L << 40, 0.5f);
    assertThat(p).containsExactly(0.75f); // 1 - 0.5 * 0.5 / (0.5 + 0.5)
  }

  @Test
  void argumentsAreNamedAsOnTheCommandLine() {
    assertRefused(1, 0.9f, 1, 0, "beta1 must be at least 0 and below 1: 1.0");
    assertRefused(0.9f, -0.5f, 1, 0, "beta2 must be at least 0 and below 1: -0.5");
    assertRefused(0.9f, 0.9f, 0, 0, "epsilon must be positive: 0.0");
    assertRefused(0.9f, 0.9f, Float.NaN, 0, "epsilon must be finite: NaN");
    assertRefused(0.9f, 0.9f, 1, -0.1f, "weightDecay must not be negative: -0.1");
  }

  private static void assertRefused(
      float beta1, float beta2, float epsilon, float decay, String message) {
    assertThatThrownBy(() -> new AdamW(beta1, beta2, epsilon, decay))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
