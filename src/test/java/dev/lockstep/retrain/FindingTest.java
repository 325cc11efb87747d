package dev.lockstep.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.retrain.Drift.Column;
import dev.lockstep.retrain.Finding.Level;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FindingTest {
  private static final double NO_BOUND = Double.POSITIVE_INFINITY;

  /** The halves of (0.6 - 0.5) ln(0.6 / 0.5) + (0.4 - 0.5) ln(0.4 / 0.5), nearly, for many rows. */
  @Test
  void theIndexOfAKnownExample() {
    assertThat(Drift.index(new long[] {500_000, 500_000}, new long[] {600_000, 400_000}))
        .isEqualTo(0.0405465, Offset.offset(1e-6));
    assertThat(Drift.index(new long[] {7, 0, 3}, new long[] {7, 0, 3})).isZero();
    assertThat(Drift.index(new long[] {5, 0}, new long[] {0, 5})).isFinite().isGreaterThan(1);
  }

  @Test
  void aSmallDriftPasses() {
    Finding finding = drift(List.of(new Column("x", 0.1)), 0.05).finding(0.1, NO_BOUND);
    assertThat(finding.level()).isEqualTo(Level.PASSED);
    assertThat(finding.figure()).isEqualTo(0.1);
    assertThat(finding.words()).isEmpty();
  }

  @Test
  void aWarningNamesTheWorstColumns() {
    Drift drift = drift(List.of(new Column("x", 0.31), new Column("y", 0.12)), 0.2);
    assertThat(drift.finding(0.1, 0.5))
        .isEqualTo(
            new Finding(
                "drift",
                0.31,
                0.1,
                Level.WARNED,
                "the data have drifted from those of the champion, above 0.1:"
                    + " the labels 0.200, x 0.310, y 0.120"));
  }

  @Test
  void aLargeDriftIsRefusedWithTheColumnsAboveTheBound() {
    List<Column> columns =
        IntStream.range(0, 9).mapToObj(i -> new Column("c" + i, 1 - i / 10.0)).toList();
    Finding finding = drift(columns, 0).finding(0.1, 0.25);
    assertThat(finding.isRefused()).isTrue();
    assertThat(finding.bound()).isEqualTo(0.25);
    assertThat(finding.words())
        .isEqualTo(
            "the data have drifted from those of the champion, above 0.25:"
                + " c0 1.000, c1 0.900, c2 0.800, c3 0.700, c4 0.600 and 3 more");
    assertThat(drift(List.of(), 0.3).finding(0.1, 0.25).isRefused()).isTrue();
  }

  @Test
  void otherFeaturesAreAWarning() {
    Finding finding = new Drift(List.of(), 0, List.of("n"), List.of("o")).finding(0.1, NO_BOUND);
    assertThat(finding.level()).isEqualTo(Level.WARNED);
    assertThat(finding.words()).isEqualTo("new features: n; missing features: o");
  }

  @Test
  void tooFewExamplesAreRefused() {
    assertThat(Finding.examples(1000, 1000).level()).isEqualTo(Level.PASSED);
    assertThat(Finding.examples(999, 1000))
        .isEqualTo(
            new Finding(
                "examples", 999, 1000, Level.REFUSED, "999 examples to train on, 1,000 wanted"));
  }

  @Test
  void otherClassesAreRefusedUnlessTheyAreNamed() {
    List<String> before = List.of("a", "b");
    assertThat(Finding.classes(before, before, false).level()).isEqualTo(Level.PASSED);
    Finding other = Finding.classes(before, List.of("b", "c"), false);
    assertThat(other.isRefused()).isTrue();
    assertThat(other.words()).isEqualTo("the classes are not the champion's; new: c; missing: a");
    assertThat(Finding.classes(before, List.of("a", "b", "c"), true).level())
        .isEqualTo(Level.WARNED);
    assertThat(Finding.classes(before, List.of("b", "a"), false).words())
        .isEqualTo("the classes have another order than the champion's");
  }

  private static Drift drift(List<Column> columns, double labels) {
    return new Drift(columns, labels, List.of(), List.of());
  }
}
