package dev.lockstep.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayRangeTest {
  @Test
  void daysFollowEachOtherFromTheFirstToTheLast() {
    assertThat(DayRange.parse("2026-02-27..2026-03-01").days())
        .containsExactly(
            LocalDate.of(2026, 2, 27), LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 1));
    assertThat(DayRange.parse("2026-11-05..2026-11-05").days()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "2026-11-05 | '2026-11-05' is not two days, as in 2026-11-01..2026-11-14",
        "2026-11-05..31 | '2026-11-05..31' is not two days, as in 2026-11-01..2026-11-14",
        "2026-11-05..2026-11-04 | 2026-11-04 is before 2026-11-05",
      })
  void anotherTextIsRefused(String text, String message) {
    assertThatThrownBy(() -> DayRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
