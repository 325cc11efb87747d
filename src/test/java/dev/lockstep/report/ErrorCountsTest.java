package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import org.junit.jupiter.api.Test;

class ErrorCountsTest {
  /** The grid goes from 60 to 140, by 1.25; bins of residuals are 10 / 256 wide. */
  private static ErrorCounts around100() {
    return ErrorCounts.around(100, 10, false);
  }

  @Test
  void examplesFallIntoCellsThatHaveTheirLowerEdges() {
    ErrorCounts counts = around100();
    counts.add(100, 100);
    counts.add(98.75, 101.25);
    counts.add(98.5, 101);
    assertThat(counts.cell(32, 32)).isEqualTo(1);
    assertThat(counts.cell(33, 31)).isEqualTo(1);
    assertThat(counts.cell(32, 30)).isEqualTo(1);
    assertThat(counts.cellFrom(33)).isEqualTo(101.25);
    assertThat(counts.residuals(1024)).isEqualTo(1);
    assertThat(counts.residuals(1024 - 64)).isEqualTo(2);
    assertThat(counts.binFrom(1024 - 64)).isEqualTo(-2.5);
    assertThat(counts.count()).isEqualTo(3);
  }

  @Test
  void whatIsBeyondTheEndsCountsInTheLast() {
    ErrorCounts counts = around100();
    counts.add(1e300, -1e300);
    counts.add(-5, 500);
    counts.add(140, 59);
    counts.add(Double.NaN, 100);
    counts.add(Double.POSITIVE_INFINITY, 100);
    assertThat(counts.cell(0, 63)).isEqualTo(2);
    assertThat(counts.cell(63, 0)).isEqualTo(1);
    assertThat(counts.residuals(2047)).isEqualTo(2);
    assertThat(counts.residuals(0)).isEqualTo(1);
    assertThat(counts.count()).isEqualTo(3);
  }

  @Test
  void countsOfPartsAdd() {
    ErrorCounts all = around100();
    ErrorCounts even = around100();
    ErrorCounts odd = around100();
    for (int i = 0; i < 200; i++) {
      all.add(60 + i / 2.0, 140 - i / 3.0);
      (i % 2 == 0 ? even : odd).add(60 + i / 2.0, 140 - i / 3.0);
    }
    odd.add(even);
    assertThat(odd).usingRecursiveComparison().isEqualTo(all);
    assertThat(even).usingRecursiveComparison().isNotEqualTo(all);
  }

  @Test
  void theGridOfCountsBeginsAtZero() {
    ErrorCounts counts = ErrorCounts.around(0, 4, true);
    assertThat(counts.from()).isZero();
    assertThat(counts.cellFrom(ErrorCounts.SIDE)).isEqualTo(32);
  }
}
