package dev.lockstep.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Metric;
import dev.lockstep.report.ValueEvaluation;
import dev.lockstep.report.paired.PairedEvaluation;
import dev.lockstep.report.paired.PairedMeasures.LossGain;
import dev.lockstep.report.paired.PairedMeasures.Numbers;
import dev.lockstep.retrain.Verdict.Check;
import dev.lockstep.retrain.Verdict.Outcome;
import dev.lockstep.testing.Campaign;
import dev.lockstep.text.SettingException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GateTest {
  private static final OptionalDouble ANY = OptionalDouble.empty();
  private static final List<String> NAMES = List.of("cat", "dog");

  /** Of 1,000 examples the first has 900 right, the second 930; of the dogs it has 10 less. */
  private static final PairedEvaluation BETTER =
      new SimulatedScores(2)
          .add(600, 0, 0, 0)
          .add(60, 0, 1, 0)
          .add(10, 0, 0, 1)
          .add(270, 1, 1, 1)
          .add(20, 1, 1, 0)
          .add(40, 1, 0, 0)
          .scores();

  @Test
  void aModelThatPassesAllChecksIsBetter() {
    Verdict verdict =
        gate(0.03, OptionalDouble.of(0.93), 0.05, OptionalDouble.of(0.07)).judge(BETTER, NAMES);
    assertThat(verdict.outcome()).isEqualTo(Outcome.BETTER);
    assertThat(verdict.reason())
        .isEqualTo("accuracy 0.93 against 0.9: better by 0.03 (exact McNemar test, p = 0.001)");
    assertThat(verdict.checks())
        .extracting(Check::name)
        .containsExactly("minimum", "gain", "p", "classLoss");
    assertThat(verdict.checks()).allMatch(Check::passed);
  }

  @Test
  void aGainThatIsTooSmallKeepsTheFirst() {
    Verdict verdict = gate(0.031, ANY, 0.05, ANY).judge(BETTER, NAMES);
    assertThat(verdict.outcome()).isEqualTo(Outcome.KEPT);
    assertThat(verdict.reason())
        .isEqualTo("accuracy 0.93 against 0.9: the gain of 0.03 is below 0.031");
  }

  @Test
  void aGainThatMayBeChanceKeepsTheFirst() {
    Verdict verdict = gate(0, ANY, 0.0005, ANY).judge(BETTER, NAMES);
    assertThat(verdict.outcome()).isEqualTo(Outcome.KEPT);
    assertThat(verdict.reason())
        .isEqualTo(
            "accuracy 0.93 against 0.9: the gain may be chance"
                + " (exact McNemar test, p = 0.001, above 0.0005)");
  }

  @Test
  void aClassThatGetsWorseRefuses() {
    Verdict verdict = gate(0, ANY, 0.05, OptionalDouble.of(0.05)).judge(BETTER, NAMES);
    assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(verdict.reason())
        .isEqualTo("class 'dog' gets worse: recall 0.818182 against 0.878788");
  }

  /** Else a model that is bad for a class and not better is told as one that is not better only. */
  @Test
  void aRefusalIsToldBeforeAGainThatIsTooSmall() {
    for (Gate gate :
        List.of(
            gate(0.031, ANY, 0.05, OptionalDouble.of(0.05)),
            gate(0, ANY, 0.0005, OptionalDouble.of(0.05)))) {
      Verdict verdict = gate.judge(BETTER, NAMES);
      assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(verdict.reason())
          .isEqualTo("class 'dog' gets worse: recall 0.818182 against 0.878788");
      assertThat(verdict.checks()).filteredOn(check -> !check.passed()).hasSize(2);
    }
  }

  @Test
  void aModelThatIsNotGoodEnoughIsRefusedFirst() {
    Verdict verdict = gate(0.5, OptionalDouble.of(0.95), 0.05, ANY).judge(BETTER, NAMES);
    assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(verdict.reason())
        .isEqualTo("accuracy 0.93 is not good enough: the gate asks for 0.95");
  }

  @Test
  void theFirstModelNeedsTheLeastValueOnly() {
    Evaluation only = BETTER.second();
    Verdict taken = gate(0.5, OptionalDouble.of(0.93), 0.05, OptionalDouble.of(0)).judge(only);
    assertThat(taken.isBetter()).isTrue();
    assertThat(taken.reason()).isEqualTo("accuracy 0.93: the first model");
    assertThat(gate(0, OptionalDouble.of(0.9301), 0.05, ANY).judge(only).outcome())
        .isEqualTo(Outcome.REFUSED);
  }

  @Test
  void anEqualModelIsNotBetterUnlessNothingIsAskedOfIt() {
    PairedEvaluation equal = new SimulatedScores(2).add(90, 0, 0, 0).add(10, 1, 0, 0).scores();
    Verdict verdict = gate(0, ANY, 0.05, ANY).judge(equal, NAMES);
    assertThat(verdict.outcome()).isEqualTo(Outcome.KEPT);
    assertThat(verdict.reason()).isEqualTo("accuracy 0.9 against 0.9: no gain");
    Verdict untested = gate(0, ANY, 1, ANY).judge(equal, NAMES);
    assertThat(untested.isBetter()).isTrue();
    assertThat(untested.reason()).startsWith("accuracy 0.9 against 0.9: as good (");
    assertThat(gate(-0.01, ANY, 1, ANY).judge(equal, NAMES).isBetter()).isTrue();
  }

  /** The least gain is compared with the share itself: 12 of 10,000 are 0.0012. */
  @Test
  void aGainOfExactlyTheLeastIsEnough() {
    PairedEvaluation scores =
        new SimulatedScores(2).add(9_300, 0, 0, 0).add(12, 0, 1, 0).add(688, 1, 0, 0).scores();
    assertThat(gate(0.0012, ANY, 0.05, ANY).judge(scores, NAMES).isBetter()).isTrue();
  }

  @Test
  void ofTheLossLessIsBetter() {
    PairedEvaluation scores = ofLosses(0.5, 0.4, new LossGain(0.1, 0.25));
    Gate gate = new Gate(Metric.LOSS, 0.1, OptionalDouble.of(0.4), 0.05, ANY);
    Verdict verdict = gate.judge(scores, NAMES);
    assertThat(verdict.isBetter()).isTrue();
    assertThat(verdict.reason())
        .isEqualTo("mean loss 0.4 against 0.5: better by 0.1 (paired t test, p < 0.0001)");
    Gate strict = new Gate(Metric.LOSS, 0, OptionalDouble.of(0.39), 0.05, ANY);
    assertThat(strict.judge(scores, NAMES).outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void aLossThatIsNotFiniteIsNotBetter() {
    LossGain none = new LossGain(Double.NaN, Double.NaN);
    for (double alpha : new double[] {0.05, 1}) {
      Gate gate = new Gate(Metric.LOSS, 0, ANY, alpha, ANY);
      Verdict verdict = gate.judge(ofLosses(0.5, Double.NaN, none), NAMES);
      assertThat(verdict.outcome()).isEqualTo(Outcome.KEPT);
      assertThat(verdict.reason()).isEqualTo("mean loss NaN against 0.5: a loss is not finite");
    }
    Gate bounded = new Gate(Metric.LOSS, 0, OptionalDouble.of(1e9), 0.05, ANY);
    assertThat(bounded.judge(new Evaluation(Double.NaN, new long[2][2])).outcome())
        .isEqualTo(Outcome.REFUSED);
  }

  /** A gain in the loss of numbers is a share of the first model's, so units do not matter. */
  @Test
  void aGainOfNumbersIsAShareOfTheFirstModelsLoss() {
    for (double unit : new double[] {1, 1e-6, 1e9}) {
      Numbers scores = numbers(0.5 * unit, 0.45 * unit, 0.05 * unit, 0.25 * unit * unit, 0);
      Verdict verdict = losses(0.099).judge(scores, List.of("price"));
      assertThat(verdict.gain().orElseThrow()).isCloseTo(0.1, Offset.offset(1e-12));
      assertThat(verdict.isBetter()).as(verdict.reason()).isTrue();
      assertThat(verdict.reason()).contains(": better by 10% (paired t test, p = 0.00");
      PairedTest test = verdict.test().orElseThrow();
      assertThat((test.low() + test.high()) / 2).isCloseTo(0.1, Offset.offset(1e-12));
      Verdict kept = losses(0.101).judge(scores, List.of("price"));
      assertThat(kept.outcome()).isEqualTo(Outcome.KEPT);
      assertThat(kept.reason()).endsWith(": the gain of 10% is below 10.1%");
      Verdict worse = losses(0).judge(scores.swapped(), List.of("price"));
      assertThat(worse.reason()).endsWith(": worse by 11.1%");
    }
  }

  /** The loss of counts may be negative; what counts is how far it is above the least one. */
  @Test
  void aGainOfCountsIsAShareOfWhatIsAboveTheLeastLoss() {
    Numbers scores = numbers(-0.5, -0.6, 0.1, 0.01, -0.9);
    assertThat(losses(0).judge(scores, List.of("offers")).gain().orElseThrow())
        .isCloseTo(0.25, Offset.offset(1e-12));
    Numbers perfect = numbers(0, 0, 0, 0, 0);
    assertThat(losses(0).judge(perfect, List.of("offers")).reason()).endsWith(": no gain");
    Numbers spoilt = numbers(0, 0.1, -0.1, 0.01, 0);
    assertThat(losses(0).judge(spoilt, List.of("offers")).outcome()).isEqualTo(Outcome.KEPT);
  }

  private static Gate losses(double minGain) {
    return new Gate(Metric.LOSS, minGain, ANY, 0.05, ANY);
  }

  private static Numbers numbers(
      double first, double second, double gain, double variance, double least) {
    ValueEvaluation.Target target = new ValueEvaluation.Target(1_000, 1, 1, 1, Double.NaN, 1);
    return new Numbers(
        new ValueEvaluation(first, List.of(target)),
        new ValueEvaluation(second, List.of(target)),
        new LossGain(gain, variance),
        least);
  }

  private static PairedEvaluation ofLosses(double first, double second, LossGain gain) {
    return new PairedEvaluation(
        new Evaluation(first, BETTER.first().confusion()),
        new Evaluation(second, BETTER.second().confusion()),
        BETTER.disagreements(),
        gain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ACCURACY | 2 | 0.5 | 0.05 | 0.1 | minGain must be from -1 to 1: 2.0",
        "ACCURACY | NaN | 0.5 | 0.05 | 0.1 | minGain must be from -1 to 1: NaN",
        "LOSS | NaN | 0.5 | 0.05 | 0.1 | minGain must be finite: NaN",
        "ACCURACY | 0 | 95 | 0.05 | 0.1 | minValue must be from 0 to 1: 95.0",
        "LOSS | 0 | -1 | 0.05 | 0.1 | minValue must be 0 or more, and finite: -1.0",
        "ACCURACY | 0 | 0.5 | 5 | 0.1 | alpha must be from 0 to 1: 5.0",
        "ACCURACY | 0 | 0.5 | 0.05 | -0.1 | maxClassLoss must be from 0 to 1: -0.1",
        "ACCURACY | -0.01 | 0.5 | 0.05 | 0.1 | a negative minGain goes with alpha 1:"
            + " the test asks for a gain above 0",
      })
  void numbersOutOfRangeAreNamed(
      Metric metric, double gain, double value, double alpha, double classLoss, String message) {
    assertThatThrownBy(
            () ->
                new Gate(
                    metric, gain, OptionalDouble.of(value), alpha, OptionalDouble.of(classLoss)))
        .isInstanceOf(SettingException.class)
        .hasMessage(message);
  }

  /** One in twenty equally good models may seem better. */
  @ParameterizedTest
  @EnumSource(names = {"ACCURACY", "LOSS"})
  void noMoreThanAlphaOfEquallyGoodModelsAreTaken(Metric metric) {
    assertNearAlpha(metric, 1_000);
  }

  /** {@code -Pcampaign} simulates 1,000 pairs in place of 300. */
  @Tag("slow")
  @ParameterizedTest
  @EnumSource(names = {"MACRO_F1", "BALANCED_ACCURACY"})
  void noMoreThanAlphaOfEquallyGoodModelsAreTakenByRandomization(Metric metric) {
    assertNearAlpha(metric, Campaign.of(1_000, 100));
  }

  /** At most alpha and three standard errors; a tenth of alpha at least, or it tests nothing. */
  private static void assertNearAlpha(Metric metric, int pairs) {
    double alpha = Gate.DEFAULT_ALPHA;
    double error = Math.sqrt(alpha * (1 - alpha) / pairs);
    assertThat(taken(metric, pairs, 400) / (double) pairs).isBetween(alpha / 10, alpha + 3 * error);
  }

  private static long taken(Metric metric, int pairs, int examples) {
    Gate gate = new Gate(metric, 0, ANY, Gate.DEFAULT_ALPHA, ANY);
    List<String> names = List.of("a", "b", "c");
    return IntStream.range(0, pairs)
        .filter(p -> gate.judge(SimulatedScores.equallyGood(p, examples), names).isBetter())
        .count();
  }

  private static Gate gate(
      double minGain, OptionalDouble minValue, double alpha, OptionalDouble maxClassLoss) {
    return new Gate(Metric.ACCURACY, minGain, minValue, alpha, maxClassLoss);
  }
}
