package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The numbers worked out by hand have few binary digits, so they hold to the last bit. */
class SgdTest {
  private static final float RATE = 0.5f;

  @Test
  void stepsDownhill() {
    assertThat(walk(new Sgd(0, false, 0), RATE))
        .containsExactly(
            1 - 0.5f * 0.5f, // 0.75
            0.75f + 0.5f * 0.25f, // 0.875
            0.875f - 0.5f * 1); // 0.375
  }

  @Test
  void weightDecayIsAddedToTheGradient() {
    assertThat(walk(new Sgd(0, false, 0.25f), RATE))
        .containsExactly(
            1 - 0.5f * (0.5f + 0.25f * 1), // g = 0.75, p = 0.625
            0.625f - 0.5f * (-0.25f + 0.25f * 0.625f), // g = -0.09375, p = 0.671875
            0.671875f - 0.5f * (1 + 0.25f * 0.671875f)); // g = 1.16796875
  }

  @Test
  void momentumAddsHalfTheVelocityOfTheStepBefore() {
    assertThat(walk(new Sgd(0.5f, false, 0.25f), RATE))
        .containsExactly(
            0.625f, // g = v = 0.75 as above
            0.625f - 0.5f * 0.28125f, // v = 0.5 * 0.75 - 0.09375 = 0.28125, p = 0.484375
            // g = 1 + 0.25 * 0.484375 = 1.12109375, v = 0.5 * 0.28125 + g = 1.26171875
            (float) (0.484375 - 0.5 * 1.26171875));
  }

  @Test
  void nesterovLooksAheadAlongTheNewVelocity() {
    assertThat(walk(new Sgd(0.5f, true, 0.25f), RATE))
        .containsExactly(
            1 - 0.5f * (0.75f + 0.5f * 0.75f), // g = v = 0.75, p = 0.4375
            // g = -0.25 + 0.25 * 0.4375 = -0.140625, v = 0.5 * 0.75 + g = 0.234375
            0.4375f - 0.5f * (-0.140625f + 0.5f * 0.234375f), // p = 0.44921875
            // g = 1 + 0.25 * 0.44921875 = 1.1123046875, v = 0.5 * 0.234375 + g = 1.2294921875
            (float) (0.44921875 - 0.5 * (1.1123046875 + 0.5 * 1.2294921875)));
  }

  @Test
  void theRateOfAStepActsAtOnceOnTheWholeVelocity() {
    Sgd sgd = new Sgd(0.5f, false, 0);
    float[] p = {1};
    float[][] slots = sgd.newState(1);
    sgd.step(p, new float[] {2}, slots, 0, 0.25f); // v = 2, p = 0.5
    sgd.step(p, new float[] {0}, slots, 1, 0.125f); // v = 1, p = 0.375; Keras would have 0.25
    assertThat(p).containsExactly(0.375f);
    assertThat(slots[0]).containsExactly(1);
  }

  /**
   * PyTorch 2.13 in float64:
   *
   * <pre>
   *   p = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
   *   o = SGD([p], lr=0.1, momentum=0.9, nesterov=..., weight_decay=0.01)
   *   for g in [0.5, -1.0, 0.0], [-0.25, 3.0, 0.0], [1.0, 0.125, 2.0]:
   *       p.grad = torch.tensor(g); o.step()
   *   print(p.tolist())
   * </pre>
   */
  @Test
  void threeStepsAgreeWithPyTorch() {
    assertClose(
        TorchWalk.threeSteps(new Sgd(0, false, 0.01f)), 0.872077949, -2.206405898, 0.2985014995);
    assertClose(
        TorchWalk.threeSteps(new Sgd(0.9f, false, 0.01f)), 0.806559749, -2.300369498, 0.2971973995);
    assertClose(
        TorchWalk.threeSteps(new Sgd(0.9f, true, 0.01f)),
        0.6981892082,
        -2.4767259164,
        0.1159824506);
  }

  @Test
  void argumentsAreNamedAsOnTheCommandLine() {
    assertRefused(-0.1f, false, 0, "momentum must be at least 0 and below 1: -0.1");
    assertRefused(1, false, 0, "momentum must be at least 0 and below 1: 1.0");
    assertRefused(Float.NaN, false, 0, "momentum must be at least 0 and below 1: NaN");
    assertRefused(0, true, 0, "nesterov needs a positive momentum: 0.0");
    assertRefused(0, false, -0.1f, "weightDecay must not be negative: -0.1");
    assertRefused(0, false, Float.POSITIVE_INFINITY, "weightDecay must be finite: Infinity");
  }

  private static void assertRefused(float momentum, boolean nesterov, float decay, String message) {
    assertThatThrownBy(() -> new Sgd(momentum, nesterov, decay))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  /** Where a parameter that starts at 1 is after the gradients 0.5, -0.25 and 1. */
  private static float[] walk(Sgd sgd, float rate) {
    float[] p = {1};
    float[][] slots = sgd.newState(1);
    float[] gradients = {0.5f, -0.25f, 1};
    float[] places = new float[3];
    for (int t = 0; t < 3; t++) {
      sgd.step(p, new float[] {gradients[t]}, slots, t, rate);
      places[t] = p[0];
    }
    return places;
  }

  /** Within a few roundings of floats of that size. */
  static void assertClose(float[] actual, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(0x1p-20));
    }
  }
}
