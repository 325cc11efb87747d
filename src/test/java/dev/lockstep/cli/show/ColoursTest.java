package dev.lockstep.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.show.Colours.Choice;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColoursTest {
  @ParameterizedTest
  @CsvSource({
    "xterm, truecolor, , TRUE",
    "xterm-256color, 24bit, , TRUE",
    "xterm-direct, , , TRUE",
    "xterm-256color, , , INDEXED",
    "screen-256color, yes, , INDEXED",
    "xterm, , , PLAIN",
    "dumb, truecolor, , PLAIN",
    ", truecolor, , PLAIN",
    "xterm-256color, truecolor, 1, PLAIN",
  })
  void theEnvironmentTellsWhatATerminalShows(
      String term, String colorTerm, String noColor, Colours colours) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TERM", term);
    environment.put("COLORTERM", colorTerm);
    environment.put("NO_COLOR", noColor);
    environment.values().removeIf(value -> value == null);
    assertThat(Colours.of(Choice.AUTO, environment, true)).isEqualTo(colours);
    assertThat(Colours.of(Choice.AUTO, environment, false)).isEqualTo(Colours.PLAIN);
    assertThat(Colours.of(Choice.ALWAYS, environment, false)).isEqualTo(Colours.TRUE);
    assertThat(Colours.of(Choice.INDEXED, environment, false)).isEqualTo(Colours.INDEXED);
    assertThat(Colours.of(Choice.NEVER, environment, true)).isEqualTo(Colours.PLAIN);
  }

  @Test
  void greysGoFromBlackToTheLightest() {
    assertThat(Colours.TRUE.shade(0, true)).isEqualTo("38;2;0;0;0");
    assertThat(Colours.TRUE.shade(1, false)).isEqualTo("48;2;255;255;255");
    assertThat(Colours.INDEXED.shade(0, false)).isEqualTo("48;5;16");
    assertThat(Colours.INDEXED.shade(1 / 24.0, true)).isEqualTo("38;5;232");
    assertThat(Colours.INDEXED.shade(1, true)).isEqualTo("38;5;255");
  }

  @Test
  void barsHaveEighthsOfACell() {
    assertThat(AnswerText.bar(0)).isEqualTo(" ".repeat(20));
    assertThat(AnswerText.bar(1)).isEqualTo("\u2588".repeat(20));
    assertThat(AnswerText.bar(0.5)).isEqualTo("\u2588".repeat(10) + " ".repeat(10));
    assertThat(AnswerText.bar(0.5 + 3 / 160.0))
        .isEqualTo("\u2588".repeat(10) + "\u258d" + " ".repeat(9));
    assertThat(AnswerText.bar(Double.NaN)).hasSize(20);
  }

  @Test
  void onlySquaresOfSomeSizeArePictures() {
    assertThat(Picture.side(784)).isEqualTo(28);
    assertThat(Picture.side(64)).isEqualTo(8);
    assertThat(Picture.side(49)).isZero();
    assertThat(Picture.side(783)).isZero();
  }

  @Test
  void anOddSquareEndsInAHalfOfACell() {
    Picture picture = new Picture(Colours.PLAIN, 0, 1);
    double[] pixels = new double[81];
    pixels[80] = 1;
    pixels[0] = 1;
    pixels[10] = 1;
    assertThat(picture.lines(pixels))
        .containsExactly(
            "\u2580\u2584       ", " ".repeat(9), " ".repeat(9), " ".repeat(9), "        \u2580");
  }
}
