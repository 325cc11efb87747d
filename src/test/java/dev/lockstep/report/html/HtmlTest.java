package dev.lockstep.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.report.html.LineChart.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {
  @Test
  void textAndAttributesAreEscaped() {
    Html html = new Html().element("p", "<b>&\"'", "title", "\"><script>'");
    assertThat(html)
        .hasToString("<p title=\"&quot;&gt;&lt;script&gt;&#39;\">&lt;b&gt;&amp;&quot;&#39;</p>");
  }

  @Test
  void charactersThatXmlLacksOrThatHideTextAreReplaced() {
    assertThat(new Html().text("a\u0000\u202e\ud800\uffffb"))
        .hasToString("a\\u0000\\u202e\\ud800\ufffdb");
  }

  @Test
  void anElementThatStaysOpenIsAMistake() {
    assertThatThrownBy(() -> new Html().open("p").toString()).hasMessage("still open: [p]");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 1, 0.2",
    "0, 0.543, 0, 0.6, 0.2",
    "0.848, 0.988, 0.84, 1, 0.05",
    "0, 1234, 0, 1500, 500",
    "0, 0.0143, 0, 0.015, 0.005",
    "-3, 2, -3, 2, 1"
  })
  void ticksAreRoundNumbersAround(
      double smallest, double largest, double from, double to, double step) {
    Ticks ticks = Ticks.around(smallest, largest);
    assertThat(ticks.from()).isLessThanOrEqualTo(smallest);
    assertThat(ticks.to()).isGreaterThanOrEqualTo(largest);
    assertThat(ticks.at()).hasSizeBetween(3, 8);
    assertThat(ticks.at().get(1) - ticks.at().get(0)).isBetween(step * 0.3, step * 1.01);
  }

  @Test
  void ofOneValueThereAreTicksToo() {
    assertThat(Ticks.around(0.5, 0.5).at()).hasSizeGreaterThan(2).contains(0.5);
    assertThat(Ticks.around(0, 0).at()).contains(0.0);
    assertThat(Ticks.whole(1, 1).at()).containsExactly(1.0);
    assertThat(Ticks.whole(1, 4).at()).containsExactly(1.0, 2.0, 3.0, 4.0);
  }

  @Test
  void aLongLineKeepsItsPeaks() {
    List<Point> points =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new Point(i, i == 777 ? 99 : i == 5_432 ? -99 : i % 7))
            .toList();
    List<Point> few = LineChart.thinned(points);
    assertThat(few).hasSizeLessThanOrEqualTo(480);
    assertThat(few).contains(points.get(777), points.get(5_432));
    assertThat(few).isSortedAccordingTo((a, b) -> Long.compare(a.x(), b.x()));
  }

  @ParameterizedTest
  @CsvSource({
    "0.42, 0.42 s",
    "12.34, 12.3 s",
    "125, 2 min 5 s",
    "12000, 3 h 20 min",
    "200000, 2 d 7 h",
    "NaN, –"
  })
  void timesAreReadable(double seconds, String words) {
    assertThat(Figures.duration(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "0.07114 | 0.07114",
        "1.5 | 1.5",
        "123.456 | 123.5",
        "-1.2234 | -1.223",
        "101770 | 101,770",
        "1e-8 | 1e-08",
        "NaN | –"
      })
  void numbersHaveFewDigits(double value, String words) {
    assertThat(Figures.number(value)).isEqualTo(words);
  }

  @Test
  void longNamesAreCutBetweenCharacters() {
    assertThat(Figures.cut("\ud83d\ude00\ud83d\ude00\ud83d\ude00", 2)).isEqualTo("\ud83d\ude00…");
    assertThat(Figures.cut("abc", 3)).isEqualTo("abc");
  }
}
