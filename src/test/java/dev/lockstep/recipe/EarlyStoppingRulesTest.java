package dev.lockstep.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.report.Validation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyStoppingRulesTest {
  private static final EarlyStopping ON_LOSS =
      new EarlyStopping(0.1, 2, EarlyStopping.Measure.LOSS);
  private static final EarlyStopping ON_ACCURACY =
      new EarlyStopping(0.1, 2, EarlyStopping.Measure.ACCURACY);

  @Test
  void theBestIsTheFirstOfEqualOnes() {
    List<Validation> epochs = losses(3, 2, 2, 2.5);
    assertThat(ON_LOSS.bestEpoch(epochs)).isEqualTo(2);
    assertThat(ON_ACCURACY.bestEpoch(epochs)).isEqualTo(1); // All have half of them right.
    assertThat(ON_LOSS.bestEpoch(List.of())).isZero();
  }

  @Test
  void accuracyIsBetterWhereItIsHigher() {
    List<Validation> epochs =
        List.of(new Validation(1, 0.5), new Validation(9, 0.75), new Validation(0.5, 0.75));
    assertThat(ON_ACCURACY.bestEpoch(epochs)).isEqualTo(2);
    assertThat(ON_LOSS.bestEpoch(epochs)).isEqualTo(3);
  }

  /** As Keras' EarlyStopping counts. */
  @Test
  void itEndsAfterSoManyEpochsInARowWithoutABetterOne() {
    assertThat(ON_LOSS.endsAfter(losses(3))).isFalse();
    assertThat(ON_LOSS.endsAfter(losses(3, 4))).isFalse();
    assertThat(ON_LOSS.endsAfter(losses(3, 3, 3))).isTrue();
    assertThat(ON_LOSS.endsAfter(losses(3, 4, 2, 5))).isFalse();
    assertThat(ON_LOSS.endsAfter(losses(3, 4, 2, 5, 2))).isTrue();
    assertThat(new EarlyStopping(0.1, 0, EarlyStopping.Measure.LOSS).endsAfter(losses(1, 2, 3, 4)))
        .isFalse();
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertRefused(
        1, 0, EarlyStopping.Measure.LOSS, "validation must be 0 or more and below 1: 1.0");
    assertRefused(-0.1, 0, EarlyStopping.Measure.LOSS, "validation must be 0 or more");
    assertRefused(Double.NaN, 0, EarlyStopping.Measure.LOSS, "validation must be 0 or more");
    assertRefused(0.1, -1, EarlyStopping.Measure.LOSS, "patience must be 0 or more: -1");
    assertRefused(0, 3, EarlyStopping.Measure.LOSS, "patience needs examples to watch");
    assertRefused(0, 0, EarlyStopping.Measure.ACCURACY, "measure accuracy needs examples to watch");
  }

  private static void assertRefused(
      double validation, int patience, EarlyStopping.Measure measure, String problem) {
    assertThatThrownBy(() -> new EarlyStopping(validation, patience, measure))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  private static List<Validation> losses(double... losses) {
    List<Validation> epochs = new ArrayList<>();
    for (double loss : losses) {
      epochs.add(new Validation(loss, 0.5));
    }
    return epochs;
  }
}
