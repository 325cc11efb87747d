package dev.lockstep.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
  private static final String FOREIGN =
      "a\u001b[31m\u0007\b\t\r\n\u007f\u0085\u009b\u00ad\u200b\u200f\u2028\u2029\u202e\u2066\ufeff\ud800"
          + new String(Character.toChars(0xe0001));

  @Test
  void whatSteersATerminalIsEscaped() {
    assertThat(Printable.line(FOREIGN))
        .isEqualTo(
            "a\\u001b[31m\\u0007\\u0008\\u0009\\u000d\\u000a\\u007f\\u0085\\u009b\\u00ad\\u200b"
                + "\\u200f\\u2028\\u2029\\u202e\\u2066\\ufeff\\ud800\\udb40\\udc01");
  }

  /** Every character that Java counts to the classes that steer, hide or turn text. */
  @Test
  void noControlOrFormatCharacterIsLeft() {
    Predicate<String> isPlain =
        Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+").asMatchPredicate();
    assertThat(
            IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> !isPlain.test(Printable.line(Character.toString(c)))))
        .isEmpty();
  }

  @Test
  void ordinaryTextStays() {
    String text = "Grüße, 漢字 ﷺ नमस्ते 🙂 \\ 100 %";
    assertThat(Printable.line(text)).isEqualTo(text);
    assertThat(Printable.lines("a\tb\nc\r\n")).isEqualTo("a\tb\nc\\u000d\n");
  }

  @Test
  void jsonStaysValidAndKeepsItsValues() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    String written = json.writeValueAsString(Map.of(FOREIGN + "\\", "\\" + FOREIGN));
    String shown = Printable.lines(written);
    assertThat(shown).matches("\\P{C}+");
    assertThat(json.readTree(shown))
        .isEqualTo(json.readTree(json.writeValueAsString(Map.of(FOREIGN + "\\", "\\" + FOREIGN))));
    assertThat(json.readTree(shown).fieldNames().next()).isEqualTo(FOREIGN + "\\");
  }

  @Test
  void formatEscapesArgumentsAndKnowsNoLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(Printable.format("%s: %,d %.1f%n", "a\nb", 1_234, 0.5))
          .isEqualTo("a\\u000ab: 1,234 0.5" + System.lineSeparator());
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"abc,3", "漢字,4", "カタ,4", "ｶﾀ,2", "한글,4", "（,2", "🙂,2", "e\u0301,1", "é,1", "'',0"})
  void columnsAreCountedAsTerminalsDo(String text, int columns) {
    assertThat(Printable.columns(text)).isEqualTo(columns);
    assertThat(Printable.padLeft(text, 5)).isEqualTo(" ".repeat(5 - columns) + text);
  }
}
