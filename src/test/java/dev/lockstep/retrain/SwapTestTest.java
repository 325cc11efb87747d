package dev.lockstep.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.lockstep.report.Metric;
import dev.lockstep.report.paired.PairedEvaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwapTestTest {

  /** For accuracy the swaps' distribution is McNemar's. */
  @ParameterizedTest
  @CsvSource({"3, 9", "30, 52", "210, 190", "0, 4", "70, 64"})
  void forAccuracyItIsMcNemars(int onlyFirst, int onlySecond) {
    PairedEvaluation scores =
        new SimulatedScores(2)
            .add(500, 0, 0, 0)
            .add(400, 1, 1, 1)
            .add(onlyFirst / 3, 0, 0, 1)
            .add(onlyFirst - onlyFirst / 3, 1, 1, 0)
            .add(onlySecond, 0, 1, 0)
            .scores();
    PairedTest exact = PairedTest.mcNemar(onlyFirst, onlySecond, 900L + onlyFirst + onlySecond);
    PairedTest swapped = SwapTest.of(scores, Metric.ACCURACY);
    assertThat(swapped.gain()).isEqualTo(exact.gain());
    assertThat(swapped.p()).isCloseTo(exact.p(), offset(fourErrors(exact.p())));
    assertThat(swapped.twoSided())
        .isCloseTo(exact.twoSided(), offset(fourErrors(exact.twoSided())));
    assertThat(swapped.low()).isCloseTo(exact.low(), offset(0.002));
    assertThat(swapped.high()).isCloseTo(exact.high(), offset(0.002));
  }

  private static double fourErrors(double p) {
    return 4 * Math.sqrt(p * (1 - p) / 9_999) + 2e-4;
  }

  @Test
  void modelsThatAgreeAreEquallyGood() {
    PairedTest test =
        SwapTest.of(
            new SimulatedScores(2).add(5, 0, 0, 0).add(4, 1, 0, 0).scores(), Metric.MACRO_F1);
    assertThat(test.p()).isEqualTo(1);
    assertThat(test.gain()).isZero();
    assertThat(test.low()).isZero();
    assertThat(test.high()).isZero();
  }

  /** Both are wrong everywhere, but the second says a class that no example has. */
  @Test
  void whatBothHaveWrongCountsForF1() {
    PairedEvaluation scores =
        new SimulatedScores(3).add(50, 0, 0, 0).add(50, 1, 1, 1).add(40, 0, 1, 2).scores();
    PairedTest test = SwapTest.of(scores, Metric.MACRO_F1);
    assertThat(test.gain()).isPositive();
    assertThat(test.p()).isEqualTo(1e-4); // No round of 9,999 is as good: one is always counted.
    assertThat(SwapTest.of(scores, Metric.BALANCED_ACCURACY).p()).isEqualTo(1);
  }

  @Test
  void theSameScoresGiveTheSameTest() {
    PairedEvaluation scores = SimulatedScores.equallyGood(1, 500);
    assertThat(SwapTest.of(scores, Metric.MACRO_F1))
        .isEqualTo(SwapTest.of(scores, Metric.MACRO_F1));
  }
}
