package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.table.FloatText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelEncoderTest {
  @Test
  void numbersAreClassesInTheirOrder() {
    LabelEncoder map = LabelEncoder.of(List.of("10", "9", "-1", "2.50", "9.0"));
    assertThat(map.names()).containsExactly("-1", "2.5", "9", "10");
    assertThat(map.classOf("9")).isEqualTo(2);
    assertThat(map.classOf("9.00")).isEqualTo(2);
    assertThat(map.classOf("1e1")).isEqualTo(3);
    assertThat(map.classOf("3")).isEqualTo(-1);
    assertThat(map.classOf("x")).isEqualTo(-1);
  }

  @Test
  void booleansAreTwoClassesHoweverTheyAreWritten() {
    LabelEncoder map = LabelEncoder.of(List.of("True", "FALSE", "true", "False"));
    assertThat(map.names()).containsExactly("false", "true");
    assertThat(map.classOf("TRUE")).isEqualTo(1);
    assertThat(map.classOf("1")).isEqualTo(-1);
    assertThat(LabelEncoder.ofClasses(List.of("False", "True")).classOf("true")).isEqualTo(1);
    assertThat(LabelEncoder.of(List.of("True", "no")).names()).containsExactly("True", "no");
  }

  /** UTF-16 would put the second last: its first unit is 0xd83d, below 0xff21. */
  @Test
  void textIsInTheOrderOfItsCodePoints() {
    LabelEncoder map = LabelEncoder.of(List.of("\ud83d\ude00", "\uff21", "b", "B", "10", "9"));
    assertThat(map.names()).containsExactly("10", "9", "B", "b", "\uff21", "\ud83d\ude00");
    assertThat(map.classOf("9.0")).isEqualTo(-1);
  }

  @Test
  void aFewLabelsThatAreNotNumbersAreStrangersAmongFractions() {
    Map<String, Long> amounts = new TreeMap<>();
    IntStream.range(0, 20).forEach(i -> amounts.put(i / 4.0 + "", 10L));
    assertThat(LabelEncoder.strangerAmongFractions(amounts)).isEmpty();
    amounts.put("NA", 1_000L);
    assertThat(LabelEncoder.strangerAmongFractions(amounts)).contains("NA");
    // Few labels, but nearly all rows.
    assertThat(LabelEncoder.strangerAmongFractions(Map.of("0.5", 90L, "?", 5L))).isEmpty();
    assertThat(LabelEncoder.strangerAmongFractions(Map.of("0.5", 95L, "?", 5L))).contains("?");
    // Whole numbers, and names that look like numbers here and there.
    assertThat(LabelEncoder.strangerAmongFractions(Map.of("1", 95L, "2.0", 95L, "?", 1L)))
        .isEmpty();
    assertThat(LabelEncoder.strangerAmongFractions(Map.of("1.5", 9L, "2.5b", 9L))).isEmpty();
  }

  @Test
  void aModelsClassesKeepTheModelsOrder() {
    LabelEncoder map = LabelEncoder.ofClasses(List.of("b", "a"));
    assertThat(map.classOf("b")).isZero();
    assertThat(map.classOf("a")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0", "255", "-7", "0.1", "5.1", "-0.0001", "1234567", "123456789012345",
        "1234567890123456789", "3.4028234e38", "1e-45", "1e-999", "+5", ".5", "5.", "0.30000001",
        "16777217", "2.2250738585072012e-308", "123456.789012345"
      })
  void aNumberOfTextIsTheNearestDouble(String text) {
    assertThat(FloatText.parse(UTF8String.fromString(text))).isEqualTo(Double.parseDouble(text));
  }
}
