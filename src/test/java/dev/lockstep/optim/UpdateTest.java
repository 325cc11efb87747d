package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.Slices;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class UpdateTest {
  /** Two weights, a bias, a weight, a bias. */
  private static final List<Penalty.Span> WEIGHTS =
      List.of(new Penalty.Span(0, 2), new Penalty.Span(3, 4));

  private static final Stepper PLAIN = new Sgd(0, false, 0);

  /** Against the slopes of l1 |w| + l2 w² / 2, and none for biases. */
  @Test
  void aPenaltyIsOfWeightsOnly() {
    float[] parameters = {0.5f, -2, 7, 0, -3};
    float[] gradient = {1, 1, 1, 1, 1};
    new Penalty(0.25f, 0.5f, WEIGHTS).apply(parameters, gradient, Slices.ONE);
    assertThat(gradient).containsExactly(1.5f, -0.25f, 1, 1, 1);
    new Penalty(0, 0, WEIGHTS).apply(parameters, gradient, Slices.ONE);
    assertThat(gradient).containsExactly(1.5f, -0.25f, 1, 1, 1);
    assertThat(parameters).containsExactly(0.5f, -2, 7, 0, -3);
  }

  @Test
  void aPenaltyIsNotNegative() {
    assertThatThrownBy(() -> new Penalty(-1, 0, WEIGHTS))
        .hasMessage("l1 must be 0 or more, and finite: -1.0");
    assertThatThrownBy(() -> new Penalty(0, Float.POSITIVE_INFINITY, WEIGHTS))
        .hasMessage("l2 must be 0 or more, and finite: Infinity");
  }

  /** A penalty is clipped with the rest where it comes first, and is not where it comes last. */
  @Test
  void changesAreMadeInTheirOrder() {
    Clipping clipping = new Clipping(Float.POSITIVE_INFINITY, 2);
    Penalty penalty = new Penalty(0, 4, WEIGHTS);
    assertThat(after(penalty, clipping)).containsExactly(1 - 2, -1 + 1, -2, 1 - 2, -2);
    assertThat(after(clipping, penalty)).containsExactly(1 - 6, -1 + 2, -2, 1 - 6, -2);
    assertThat(after()).containsExactly(1 - 3, -1 - 3, -3, 1 - 3, -3);
  }

  /** Gradients of 3, at a rate of 1. */
  private static float[] after(GradientChange... changes) {
    float[] parameters = {1, -1, 0, 1, 0};
    float[] gradient = {3, 3, 3, 3, 3};
    new Update(List.of(changes), PLAIN)
        .apply(parameters, gradient, new float[0][], 0, 1, Slices.ONE);
    return parameters;
  }

  /** Two and a half blocks, cut by two threads within the first and the last one. */
  @ParameterizedTest
  @FieldSource("dev.lockstep.optim.OptimizerTest#ALL")
  void blockByBlockTheBitsAreTheSame(Stepper stepper) {
    int count = 5 * Slices.BLOCK / 2;
    List<Penalty.Span> weights =
        List.of(
            new Penalty.Span(10, Slices.BLOCK + 5), new Penalty.Span(2 * Slices.BLOCK, count - 3));
    Update update =
        new Update(
            List.of(new Penalty(0.1f, 0.2f, weights), new Clipping(Float.POSITIVE_INFINITY, 0.8f)),
            stepper);
    Slices cut =
        (length, loop) -> {
          loop.run(length - 17, length);
          loop.run(0, 33);
          loop.run(33, length - 17);
        };
    float[] whole = random(1, count);
    float[] blocks = whole.clone();
    float[][] wholeSlots = stepper.newState(count);
    float[][] blockSlots = stepper.newState(count);
    for (int t = 0; t < 3; t++) {
      long step = t;
      float[] gradient = random(2 + t, count);
      update.apply(whole, gradient.clone(), wholeSlots, step, 0.1f, Slices.ONE);
      cut.runInBlocks(
          count, slices -> update.apply(blocks, gradient, blockSlots, step, 0.1f, slices));
    }
    assertThat(update.isElementwise()).isTrue();
    assertThat(blocks).isEqualTo(whole);
    assertThat(Arrays.deepEquals(blockSlots, wholeSlots)).isTrue();
  }

  @Test
  void aLimitOfTheNormNeedsAllElements() {
    assertThat(new Update(List.of(new Clipping(1, 1)), PLAIN).isElementwise()).isFalse();
    assertThat(new Update(List.of(Clipping.NONE), PLAIN).isElementwise()).isTrue();
  }

  private static float[] random(long child, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) AddressedRandom.of(1, "update test").child(child).normal(i);
    }
    return values;
  }

  /** Squares need twice the bits, or small ones are lost beside large ones. */
  @Test
  void eachSlotSaysHowExactlyItIsSummed() {
    Stepper adamW = new AdamW(0.9f, 0.999f, 1e-8f, 0);
    assertThat(adamW.precisionBits(0, 31)).isEqualTo(31);
    assertThat(adamW.precisionBits(1, 31)).isEqualTo(54);
    assertThat(new Sgd(0.9f, false, 0).precisionBits(0, 31)).isEqualTo(31);
  }
}
