package dev.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in text are the doubles that Java parses. */
class FloatTextTest {
  private static final String CHARACTERS = "00123456789999.-+eE";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.0e5",
        "1.",
        ".5",
        "+1",
        "1e5",
        "1.e5",
        ".5E-3",
        "1e22",
        "1e23",
        "1e-22",
        "123456789012345678",
        "1234567890123456789",
        "9007199254740992",
        "9007199254740993",
        "9007199254740991e22",
        "9007199254740993e1",
        "8.692932128906250000e-01",
        "1e-400",
        "1e400",
        "0e99999999999999999999",
        "1e0000000000001",
        "0.1",
        "-0.35180455",
        "1000000000000000000000",
        "2.2250738585072014e-308",
        "4.9e-324",
        "0000000000000000000000001",
        "1e9999",
        "1e-9999",
        "1 ",
        "\t 1"
      })
  void numbersAreThoseOfJava(String text) {
    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "-.",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e5.0",
        "1e5e5",
        "1.2.3",
        "--1",
        "+-1",
        "1f",
        "0x1p3",
        "NaN",
        "Infinity",
        " ",
        "1 2",
        "1,2",
        "1\u00b5",
        "\u0661",
        "1d",
        "1-",
        "1e-",
        "1ee"
      })
  void otherTextsAreNone(String text) {
    assertThat(parse(text)).isNaN();
  }

  @Test
  void anyTextIsReadAsJavaReadsIt() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(22); n > 0; n--) {
        text.append(CHARACTERS.charAt(random.nextInt(n % 3 == 0 ? CHARACTERS.length() : 14)));
      }
      requireAsJava(text.toString());
    }
  }

  @Test
  void numbersThatAreWrittenAreReadAgain() {
    Random random = new Random(2);
    for (int i = 0; i < 200_000; i++) {
      double any = Double.longBitsToDouble(random.nextLong());
      double near = random.nextGaussian();
      for (double value : new double[] {any, near, (float) near, Math.rint(near * 1e4) / 1e4}) {
        if (Double.isFinite(value)) {
          assertThat(parse(String.valueOf(value))).isEqualTo(value);
        }
      }
      requireAsJava(String.format(Locale.ROOT, "%.18e", near));
      requireAsJava(String.valueOf((float) near));
      requireAsJava(random.nextLong() + "e" + (random.nextInt(60) - 30));
    }
  }

  private static void requireAsJava(String text) {
    Double java;
    try {
      java = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      java = Double.NaN;
    }
    assertThat(Double.valueOf(parse(text))).as(text).isEqualTo(java);
  }

  /** Parses a text between others. */
  private static double parse(String text) {
    byte[] bytes = ("9" + text + "9").getBytes(StandardCharsets.UTF_8);
    return FloatText.parse(bytes, 1, bytes.length - 1);
  }
}
