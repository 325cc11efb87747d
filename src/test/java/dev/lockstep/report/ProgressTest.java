package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.report.TrainingListener.Measures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void withoutATerminalThereIsALineAnEpochAndOneEveryFiveSeconds() {
    try (Progress progress = new Progress(out, false, 2, 1_000)) {
      progress.onStep(new Measures(1, 1, 2.5, 0.1, 500, 4.9));
      progress.onStep(new Measures(1, 2, 2.25, 0.1, 1_000, 5));
      progress.onEpoch(new Measures(1, 2, 2.375, 0.1, 1_000, 5));
      progress.onStep(new Measures(2, 3, 2, 0.1, 1_500, 9.9));
      progress.onEpoch(new Measures(2, 4, 1.5, 0.1, 2_000, 10));
    }
    assertThat(text())
        .isEqualTo(
            """
            epoch 1/2  step 2  loss 2.2500  200 examples/s  5 s left
            epoch 1/2  step 2  loss 2.3750  200 examples/s  5 s left
            epoch 2/2  step 4  loss 1.5000  200 examples/s  0 s left
            """);
  }

  @Test
  void onATerminalALineIsOverwrittenWithoutALeftover() {
    try (Progress progress = new Progress(out, true, 1, 100_000)) {
      progress.onStep(new Measures(1, 1, 12.5, 0.1, 100, 1));
      progress.onStep(new Measures(1, 2, 10, 0.1, 200, 1.05)); // Too soon to be shown.
      progress.onStep(new Measures(1, 3, 2.5, 0.1, 50_000, 2));
      progress.onEpoch(new Measures(1, 4, 2.25, 0.1, 100_000, 4));
    }
    String first = "epoch 1/1  step 1  loss 12.5000  100 examples/s  999 s left";
    String second = "epoch 1/1  step 3  loss 2.5000  25,000 examples/s  2 s left";
    String third = "epoch 1/1  step 4  loss 2.2500  25,000 examples/s  0 s left";
    assertThat(second).hasSameSizeAs(first);
    assertThat(text()).isEqualTo("\r" + first + "\r" + second + "\r" + third + "\n");
  }

  @Test
  void aShorterLineBlanksTheRestOfALongerOne() {
    try (Progress progress = new Progress(out, true, 1, 100_000)) {
      progress.onStep(new Measures(1, 1, 12.5, 0.1, 10, 1));
      progress.onEpoch(new Measures(1, 2, 2.5, 0.1, 100_000, 100));
    }
    String first = "epoch 1/1  step 1  loss 12.5000  10 examples/s  9999 s left";
    String second = "epoch 1/1  step 2  loss 2.5000  1,000 examples/s  0 s left";
    int blanks = first.length() - second.length();
    assertThat(blanks).isPositive();
    assertThat(text()).isEqualTo("\r" + first + "\r" + second + " ".repeat(blanks) + "\n");
  }

  @Test
  void aLiveLineIsEndedSoThatAnErrorHasItsOwn() {
    try (Progress progress = new Progress(out, true, 1, 100)) {
      progress.onStep(new Measures(1, 1, 1, 0.1, 10, 1));
    }
    assertThat(text()).endsWith("left\n").containsOnlyOnce("\n");
  }

  @Test
  void numbersAreTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try (Progress progress = new Progress(out, false, 1, 2_000)) {
      progress.onEpoch(new Measures(1, 1_000, 0.5, 0.1, 2_000, 1));
    } finally {
      Locale.setDefault(before);
    }
    assertThat(text())
        .isEqualTo("epoch 1/1  step 1,000  loss 0.5000  2,000 examples/s  0 s left\n");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
