package dev.lockstep.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalWidthTest {
  @ParameterizedTest
  @CsvSource({
    "24 132, 100, 132",
    "0 0, 100, 100",
    "0 0, , 80",
    "0 0, wide, 80",
    "0 0, -5, 80",
    "'', 100, 0",
    "gibberish, , 80"
  })
  void theTerminalsWordComesFirst(String size, String environment, int columns) {
    assertThat(TerminalWidth.of(size + "\n", environment)).isEqualTo(columns);
  }

  @Test
  void aDumbTerminalHasNoLiveLine() {
    for (String type : new String[] {"dumb", ""}) {
      assertThat(new TerminalWidth(Map.of("TERM", type, "COLUMNS", "80")).getAsInt()).isZero();
    }
    assertThat(new TerminalWidth(Map.of("COLUMNS", "80")).getAsInt()).isZero();
  }
}
