package dev.lockstep.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.text.CodePoints;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CategoryTextTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1.0, 1",
    "-1.50, -1.5",
    "0.00, 0",
    "-0, 0",
    "1e3, 1000",
    "2.5E-2, 0.025",
    "01234, 01234",
    "+1, +1",
    "1., 1.",
    ".5, .5",
    "1e9999, 1e9999",
    "-, -",
    "1 , 1",
    "'1 ', 1",
    "' a ', ' a '",
    "True, true",
    "' FALSE ', false",
    "truth, truth",
    "2024-02-29, 2024-02-29",
    "2024-02-29 13:05:00, 2024-02-29T13:05:00Z",
    "2024-02-29T14:05+01:00, 2024-02-29T13:05:00Z",
    "2024-02-30 13:05:00, 2024-02-30 13:05:00",
    "12a, 12a",
    "Rome, Rome",
    "'', ''",
    "NaN, NaN",
  })
  void numbersHaveOneTextAndOtherTextsStay(String cell, String text) {
    assertThat(CategoryText.of(cell)).isEqualTo(text);
  }

  @Test
  void longNumbersAreText() {
    String zeros = "1" + "0".repeat(1_000) + ".0";
    assertThat(CategoryText.of(zeros)).isEqualTo(zeros);
  }

  @Test
  void typesDoNotShow() {
    assertThat(CategoryText.of(7L)).isEqualTo("7");
    assertThat(CategoryText.of(7.0)).isEqualTo("7");
    assertThat(CategoryText.of(-0.0)).isEqualTo("0");
    assertThat(CategoryText.of(0.1)).isEqualTo("0.1");
    assertThat(CategoryText.of(0.1f)).isEqualTo("0.1");
    assertThat(CategoryText.of(1e22)).isEqualTo("1" + "0".repeat(22));
    assertThat(CategoryText.of(2e-44f)).isEqualTo(CategoryText.of("2e-44"));
    assertThat(CategoryText.of(new BigDecimal("7.10"))).isEqualTo("7.1");
  }

  /** Some JDKs write more digits than are needed, so {@link Double#toString} does not serve. */
  @Test
  void theShortestTextIsReadAsTheSameNumber() {
    for (double x :
        new double[] {
          2e-3, 1.0 / 3, Double.parseDouble("2e23"), Double.MIN_VALUE, Double.MAX_VALUE
        }) {
      assertThat(Double.parseDouble(CategoryText.of(x))).isEqualTo(x);
    }
    assertThat(CategoryText.of(Double.parseDouble("2e23"))).isEqualTo("2" + "0".repeat(23));
    assertThat(CategoryText.of(1.0 / 3)).isEqualTo("0.3333333333333333");
    assertThat(CategoryText.of(1f / 3)).isEqualTo("0.33333334");
  }

  @Test
  void theOrderIsThatOfUtf8() {
    List<String> texts =
        List.of(
            "",
            "a",
            "ab",
            "b",
            "\u00E9",
            "\uD7FF",
            "\uE000",
            "\uFF5E",
            "\uD83D\uDE00",
            "\uD83D\uDE01");
    for (String a : texts) {
      for (String b : texts) {
        int bytes =
            Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(CodePoints.compare(a, b)))
            .as(a + ", " + b)
            .isEqualTo(Integer.signum(bytes));
      }
    }
  }
}
