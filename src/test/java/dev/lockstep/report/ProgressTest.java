package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.report.TrainingListener.Measures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void withoutATerminalThereIsALineAnEpochAndOneEveryFiveSeconds() {
    try (Progress progress = new Progress(out, () -> 0, 2, 1_000)) {
      progress.onStep(measures(1, 1, 2.5, 0.1, 250, 4.9));
      progress.onStep(measures(1, 2, 2.25, 0.1, 500, 5));
      progress.onStep(measures(1, 3, 2, 0.1, 1_000, 10)); // The epoch's line says more.
      progress.onEpoch(measures(1, 3, 2.375, 0.1, 1_000, 10));
      progress.onStep(measures(2, 4, 2, 0.1, 1_500, 14.9));
      progress.onEpoch(measures(2, 5, 1.5, 0.1, 2_000, 20));
    }
    assertThat(text())
        .isEqualTo(
            """
            epoch 1/2  step 2  smoothed loss 2.3737  smoothed accuracy 91.93%  100 examples/s  15 s left
            epoch 1/2  step 3  mean loss 2.3750  mean accuracy 91.93%  100 examples/s  10 s left
            epoch 2/2  step 5  mean loss 1.5000  mean accuracy 91.93%  100 examples/s  0 s left
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | epoch 3/10 [==========>         ]  step 9,380  smoothed loss 0.7247  validation loss 0.5000  validation accuracy 75.00%  smoothed accuracy 91.93%  5,000 examples/s  90 s left
          120 | epoch 3/10 [==========>         ]  step 9,380  smoothed loss 0.7247  validation loss 0.5000  90 s left
          80  | epoch 3/10 [==========>         ]  step 9,380  smoothed loss 0.7247  90 s left
          60  | epoch 3/10  step 9,380  smoothed loss 0.7247  90 s left
          54  | epoch 3/10 step 9,380 smoothed loss 0.7247 90 s
          45  | 3/10 step 9,380 smoothed loss 0.7247 90 s
          40  | 3/10 smoothed loss 0.7247 90 s
          30  | 3/10 smoothed loss 0.7247
          3   | 3/
          1   |
          """)
  void aTerminalShowsWholeFiguresTheFirstOnesAnyway(int columns, String shown) {
    FakeTerminal terminal = new FakeTerminal(columns);
    try (Progress progress = new Progress(terminal.stream(), () -> columns, 10, 60_000)) {
      for (int refresh = 1; refresh <= 20; refresh++) {
        progress.onStep(validated(3, 1_000 + refresh, 0.75, 120_000 + refresh, 5 + refresh));
      }
      progress.onStep(validated(3, 9_380, 0.3125, 150_000, 30));
      assertThat(terminal.lines()).containsExactly(shown == null ? "" : shown);
    }
  }

  @Test
  void aTerminalThatIsMadeNarrowerOrWiderMidwayKeepsOneLine() {
    FakeTerminal terminal = new FakeTerminal(100);
    int[] known = {100};
    try (Progress progress = new Progress(terminal.stream(), () -> known[0], 1, 100_000)) {
      progress.onStep(measures(1, 1, 2.5, 0.1, 100, 1));
      terminal.resize(50);
      progress.onStep(measures(1, 2, 2.25, 0.1, 200, 2)); // Nobody has said so yet.
      progress.onStep(measures(1, 3, 2, 0.1, 300, 3));
      known[0] = 50;
      progress.onStep(measures(1, 4, 1.75, 0.1, 400, 4));
      assertThat(terminal.lines()).containsExactly("epoch 1/1 step 4 smoothed loss 2.1187 996 s");
      terminal.resize(200);
      known[0] = 200;
      progress.onEpoch(measures(1, 5, 1.5, 0.1, 100_000, 8));
    }
    assertThat(terminal.lines())
        .containsExactly(
            "epoch 1/1  step 5  mean loss 1.5000  mean accuracy 91.93%  12,500 examples/s  0 s left",
            "");
  }

  /** Of the last step all, of the step before it 0.98, and so on. */
  @Test
  void withinAnEpochMeasuresAreSmoothed() {
    try (Progress progress = new Progress(out, () -> 0, 2, 1_000)) {
      progress.onStep(measures(1, 1, 3, 0.1, 250, 1));
      progress.onStep(measures(1, 2, 2, 0.1, 500, 2));
      progress.onStep(measures(1, 3, 1, 0.1, 750, 5));
    }
    double expected = (3 * 0.98 * 0.98 + 2 * 0.98 + 1) / (0.98 * 0.98 + 0.98 + 1);
    assertThat(text())
        .startsWith(String.format(Locale.ROOT, "epoch 1/2  step 3  smoothed loss %.4f", expected));
  }

  @Test
  void aLiveLineIsEndedSoThatAnErrorHasItsOwn() {
    FakeTerminal terminal = new FakeTerminal(80);
    try (Progress progress = new Progress(terminal.stream(), () -> 80, 1, 100)) {
      progress.onStep(measures(1, 1, 1, 0.1, 10, 1));
      assertThat(terminal.lines()).hasSize(1);
    }
    assertThat(terminal.lines())
        .containsExactly(
            "epoch 1/1 [==>                 ]  step 1  smoothed loss 1.0000  9 s left", "");
  }

  @Test
  void numbersAreTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try (Progress progress = new Progress(out, () -> 0, 1, 2_000)) {
      progress.onEpoch(measures(1, 1_000, 0.5, 0.1, 2_000, 1));
    } finally {
      Locale.setDefault(before);
    }
    assertThat(text())
        .isEqualTo(
            "epoch 1/1  step 1,000  mean loss 0.5000  mean accuracy 91.93%  2,000 examples/s  0 s left\n");
  }

  /** 2,000 epochs in 20 seconds, of one step each: every fiftieth, and none besides. */
  @Test
  void ofManyShortEpochsAFewHaveALine() {
    try (Progress progress = new Progress(out, () -> 0, 2_000, 4)) {
      for (int epoch = 1; epoch <= 2_000; epoch++) {
        Measures measures = measures(epoch, epoch, 0.5, 0.1, 4L * epoch, epoch * 0.01);
        progress.onStep(measures);
        progress.onEpoch(measures);
      }
    }
    List<String> lines = text().lines().toList();
    assertThat(lines).hasSize(40);
    assertThat(lines.get(0))
        .startsWith("epoch 50/2000  step 50  mean loss 0.5000  mean accuracy 91.93%");
    assertThat(lines.get(39)).startsWith("epoch 2000/2000 ");
  }

  @Test
  void ofManyLongEpochsEachHasALine() {
    try (Progress progress = new Progress(out, () -> 0, 101, 4)) {
      for (int epoch = 1; epoch <= 101; epoch++) {
        progress.onEpoch(measures(epoch, epoch, 0.5, 0.1, 4L * epoch, epoch * 5));
      }
    }
    assertThat(text().lines()).hasSize(101);
  }

  @Test
  void whereTrainingEndsEarlyItsLastEpochHasALine() {
    try (Progress progress = new Progress(out, () -> 0, 101, 4)) {
      progress.onEpoch(measures(1, 1, 0.5, 0.1, 4, 0.5));
      progress.onEpoch(measures(2, 2, 0.25, 0.1, 8, 1));
    }
    assertThat(text())
        .isEqualTo(
            "epoch 2/101  step 2  mean loss 0.2500  mean accuracy 91.93%  8 examples/s  50 s left\n");
  }

  @Test
  void anAccuracyThatIsNotKnownIsLeftOut() {
    try (Progress progress = new Progress(out, () -> 0, 1, 4)) {
      progress.onEpoch(
          new Measures(1, 1, 0.5, OptionalDouble.empty(), 0.1, 4, 1, Optional.empty()));
    }
    assertThat(text()).isEqualTo("epoch 1/1  step 1  mean loss 0.5000  4 examples/s  0 s left\n");
  }

  private static Measures validated(
      int epoch, long step, double meanLoss, long examples, double seconds) {
    OptionalDouble accuracy = OptionalDouble.of(0.91934);
    return new Measures(
        epoch,
        step,
        meanLoss,
        accuracy,
        0.1,
        examples,
        seconds,
        Optional.of(new Validation(0.5, 0.75)));
  }

  private static Measures measures(
      int epoch, long step, double meanLoss, double rate, long examples, double seconds) {
    OptionalDouble accuracy = OptionalDouble.of(0.91934);
    return new Measures(epoch, step, meanLoss, accuracy, rate, examples, seconds, Optional.empty());
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
