package dev.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that people write for a number is refused, and what is said of it is right. */
class NumberHintTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "-13,650   | write -13.650 if the comma is a decimal one, -13650 if it separates thousands",
        "1,234     | write 1.234 if the comma is a decimal one, 1234 if it separates thousands",
        "2,5       | write 2.5",
        "0,125     | write 0.125",
        "1234,567  | write 1234.567",
        "1.234,5   | write 1234.5",
        "1,234.5   | write 1234.5",
        "1,234,567 | write 1234567",
        "1.234.567 | write 1234567",
        "12,34,567.5 | write 1234567.5",
        "1 234     | write 1234",
        "1\u00a0234,5 | write 1234.5",
        "1\u202f234 | write 1234",
        "1'234     | write 1234",
        "1\u2019234.5 | write 1234.5",
        "1_000     | write 1000",
        "\u22125.5 | write -5.5",
        "\u0661\u0662\u066b\u0665 | write 12.5",
        "\uff11\uff12 | write 12",
        "7\u00a0   | write 7",
        "5 \u20ac  | write 5",
        "$1,234.50 | write 1234.50",
        "$1.234    | write 1.234 if the point is a decimal one, 1234 if it separates thousands",
        "\u20ac1.234 | write 1.234 if the point is a decimal one, 1234 if it separates thousands",
        "-13.650 \u20ac | write -13.650 if the point is a decimal one, -13650 if it separates thousands",
        "$0.125    | write 0.125",
        "$1234.567 | write 1234.567",
        "$1.2345   | write 1.2345",
        "$1.234.567 | write 1234567",
        "\u22121.234 | write -1.234",
        "5%        | write it without %",
        "5 %       | write it without %",
      })
  void whatIsMeantIsSaid(String text, String hint) {
    assertThat(FloatText.parse(UTF8String.fromString(text))).isNaN();
    assertThat(NumberHint.of(text)).isEqualTo("; " + hint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "0x1F",
        "1e5f",
        "1d",
        "7L",
        "1.2.3",
        "1,2,3",
        "1_0",
        "1,23,4",
        "12:30",
        "1/2",
        "1.234.56",
        "1,234,5",
        "0,123,456",
        "1 23",
        "-",
        ".",
        "\u20ac",
        "%",
        "",
        "1,234.567,8",
        "1e",
        "e5",
        "--5",
        "3\u00d74"
      })
  void whereNothingIsSureNothingIsSaid(String text) {
    assertThat(FloatText.parse(UTF8String.fromString(text))).isNaN();
    assertThat(NumberHint.of(text)).isEmpty();
  }
}
