package dev.lockstep.cli.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is drawn is read back, cell by cell. */
@Tag("slow")
class ShowCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int SIDE = 28;
  private static final Pattern CELL =
      Pattern.compile("(?:\u001b\\[38;(\\d);([\\d;]+?);48;\\d;([\\d;]+)m)?([\u2580\u2584\u2588 ])");
  private static final Pattern HEAD = Pattern.compile("label (\\d), predicted (\\d)(: wrong)?");
  private static final Pattern BAR = Pattern.compile("(\\d) ([\u2588-\u258f ]{20}) +([\\d.]+)%");

  @TempDir static Path home;
  private static Path run;
  @TempDir Path folder;

  @BeforeAll
  static void train() {
    run = home.resolve("run");
    CommandLineRun training =
        CommandLineRun.of("train", "--out", run, "--epochs", 1, "--hidden", "16", "--quiet");
    assertThat(training.exitCode()).as(training.err()).isZero();
  }

  /** An answer as drawn: greys from 0 to 255, [28 x 28], and the text beside them. */
  private record Drawn(double[] greys, int label, int predicted, List<Double> percents) {}

  private static List<Drawn> drawn(CommandLineRun show) {
    assertThat(show.exitCode()).as(show.err()).isZero();
    List<Drawn> all = new ArrayList<>();
    for (String block : show.out().split("\n\n", -1)) {
      Matcher head = HEAD.matcher(block);
      if (head.find()) {
        int label = Integer.parseInt(head.group(1));
        int predicted = Integer.parseInt(head.group(2));
        assertThat(head.group(3) != null).isEqualTo(label != predicted);
        List<Double> percents =
            BAR.matcher(block).results().map(bar -> Double.valueOf(bar.group(3))).toList();
        all.add(new Drawn(greys(block), label, predicted, percents));
      }
    }
    return all;
  }

  private static double[] greys(String block) {
    double[] greys = new double[SIDE * SIDE];
    List<String> lines = block.lines().toList();
    for (int row = 0; row < SIDE / 2; row++) {
      Matcher cell = CELL.matcher(lines.get(row));
      double upper = 0;
      double lower = 0;
      for (int column = 0; column < SIDE; column++) {
        assertThat(cell.find()).as("%d, %d of\n%s", row, column, block).isTrue();
        if (cell.group(1) != null) {
          upper = grey(cell.group(2));
          lower = grey(cell.group(3));
        } else if (!block.contains("\u001b")) {
          upper = "\u2580\u2588".contains(cell.group(4)) ? 255 : 0;
          lower = "\u2584\u2588".contains(cell.group(4)) ? 255 : 0;
        }
        greys[2 * row * SIDE + column] = upper;
        greys[(2 * row + 1) * SIDE + column] = lower;
      }
    }
    return greys;
  }

  private static double grey(String parameters) {
    if (parameters.contains(";")) {
      return Integer.parseInt(parameters.replaceAll(".*;", ""));
    }
    int index = Integer.parseInt(parameters);
    return index == 16 ? 0 : (index - 231) * 255 / 24.0;
  }

  /** Returns the test example whose pixels are nearest, and asserts how near they are. */
  private static Example found(Drawn drawn, double most) {
    Example nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < Digits.count(Part.TEST); i++) {
      Example example = Digits.example(Part.TEST, i);
      double far = 0;
      for (int p = 0; p < SIDE * SIDE; p++) {
        far = Math.max(far, Math.abs(example.features()[p] - drawn.greys[p]));
      }
      nearest = far < least ? example : nearest;
      least = Math.min(far, least);
    }
    assertThat(least).isLessThanOrEqualTo(most);
    return nearest;
  }

  @Test
  void trueColoursAreTheExamplesPixels() {
    List<Drawn> all = drawn(CommandLineRun.of("show", run, "--n", 3, "--color", "always"));
    assertThat(all).hasSize(3);
    for (Drawn drawn : all) {
      assertThat(found(drawn, 0).label()).isEqualTo(drawn.label);
      assertThat(drawn.percents).hasSize(10);
      double sum = drawn.percents.stream().mapToDouble(p -> p).sum();
      assertThat(sum).isBetween(99.4, 100.6);
      double largest = drawn.percents.stream().mapToDouble(p -> p).max().orElseThrow();
      assertThat(drawn.percents.get(drawn.predicted)).isEqualTo(largest);
    }
  }

  @Test
  void fewerColoursAreTheSamePictures() {
    List<Drawn> exact = drawn(CommandLineRun.of("show", run, "--n", 2, "--color", "always"));
    List<Drawn> indexed = drawn(CommandLineRun.of("show", run, "--n", 2, "--color", "256"));
    List<Drawn> plain = drawn(CommandLineRun.of("show", run, "--n", 2));
    for (int i = 0; i < 2; i++) {
      assertThat(found(indexed.get(i), 255 / 48.0 + 1e-9).features())
          .isEqualTo(found(exact.get(i), 0).features());
      double[] pixels = exact.get(i).greys;
      assertThat(plain.get(i).greys)
          .isEqualTo(Arrays.stream(pixels).map(p -> p >= 127.5 ? 255 : 0).toArray());
      assertThat(plain.get(i).percents).isEqualTo(exact.get(i).percents);
    }
  }

  @Test
  void wrongOnesAreAllThatEvaluateCounts() {
    CommandLineRun evaluated = CommandLineRun.of("evaluate", run);
    Matcher counts =
        Pattern.compile("\\(([\\d,]+) of ([\\d,]+)\\)").matcher(evaluated.outAfter("accuracy "));
    assertThat(counts.find()).isTrue();
    int wrong = number(counts.group(2)) - number(counts.group(1));
    CommandLineRun show = CommandLineRun.of("show", run, "--wrong", "--n", 100_000);
    List<Drawn> all = drawn(show);
    assertThat(all).hasSize(wrong).allMatch(drawn -> drawn.label != drawn.predicted);
    assertThat(show.out())
        .endsWith(
            String.format(
                Locale.ROOT,
                "%,d of %,d wrong answers, among %s examples of digits%n",
                wrong,
                wrong,
                counts.group(2)));
    CommandLineRun first = CommandLineRun.of("show", run, "--wrong", "--n", 1);
    assertThat(show.out()).startsWith(first.out().substring(0, first.out().indexOf("\n\n")));
  }

  private static int number(String text) {
    return Integer.parseInt(text.replace(",", ""));
  }

  @Test
  void aTableIsShownRowByRow() throws IOException {
    StringBuilder rows = new StringBuilder("width,\u001bheight,label\n");
    IntStream.range(0, 200)
        .forEach(
            i -> rows.append(i % 13).append(',').append(i % 7 + 0.5).append(",c" + i % 2 + "\n"));
    Path csv = Files.writeString(folder.resolve("t.csv"), rows);
    Path table = folder.resolve("table");
    CommandLineRun.of("train", "--data", csv, "--out", table, "--epochs", 1, "--quiet");
    CommandLineRun show = CommandLineRun.of("show", table, "--n", 2, "--color", "always");
    assertThat(show.exitCode()).as(show.err()).isZero();
    assertThat(show.out())
        .containsPattern(
            "label c[01], predicted c[01](: wrong)?\nwidth=\\d+\\.0, \\S*height=\\d\\.5\n")
        .containsPattern("c0 .{20} +\\d+\\.\\d%\nc1 .{20} +\\d+\\.\\d%\n")
        .doesNotContain("\u001b");
  }

  @Test
  void wrongOptionsAreRefused() {
    CommandLineRun none = CommandLineRun.of("show", run, "--n", 0);
    assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(none.errLines()).hasSize(1);
    assertThat(none.err()).contains("--n must be 1 or more: 0");
    CommandLineRun pink = CommandLineRun.of("show", run, "--color", "pink");
    assertThat(pink.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(pink.err()).contains("'pink' is not one of auto, always, 256, never");
  }
}
