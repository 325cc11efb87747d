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

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void withoutATerminalThereIsALineAnEpochAndOneEveryFiveSeconds() {
    try (Progress progress = new Progress(out, false, 2, 1_000)) {
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
            epoch 1/2  step 2  loss 2.2500  accuracy 91.93%  100 examples/s  15 s left
            epoch 1/2  step 3  loss 2.3750  accuracy 91.93%  100 examples/s  10 s left
            epoch 2/2  step 5  loss 1.5000  accuracy 91.93%  100 examples/s  0 s left
            """);
  }

  @Test
  void onATerminalALineIsOverwrittenWithoutALeftover() {
    try (Progress progress = new Progress(out, true, 1, 100_000)) {
      progress.onStep(measures(1, 1, 12.5, 0.1, 100, 1));
      progress.onStep(measures(1, 2, 10, 0.1, 200, 1.05)); // Too soon to be shown.
      progress.onStep(measures(1, 3, 2.5, 0.1, 50_000, 2));
      progress.onEpoch(measures(1, 4, 2.25, 0.1, 100_000, 4));
    }
    String first = "epoch 1/1  step 1  loss 12.5000  accuracy 91.93%  100 examples/s  999 s left";
    String second = "epoch 1/1  step 3  loss 2.5000  accuracy 91.93%  25,000 examples/s  2 s left";
    String third = "epoch 1/1  step 4  loss 2.2500  accuracy 91.93%  25,000 examples/s  0 s left";
    assertThat(second).hasSameSizeAs(first);
    assertThat(text()).isEqualTo("\r" + first + "\r" + second + "\r" + third + "\n");
  }

  @Test
  void aShorterLineBlanksTheRestOfALongerOne() {
    try (Progress progress = new Progress(out, true, 1, 100_000)) {
      progress.onStep(measures(1, 1, 12.5, 0.1, 10, 1));
      progress.onEpoch(measures(1, 2, 2.5, 0.1, 100_000, 100));
    }
    String first = "epoch 1/1  step 1  loss 12.5000  accuracy 91.93%  10 examples/s  9999 s left";
    String second = "epoch 1/1  step 2  loss 2.5000  accuracy 91.93%  1,000 examples/s  0 s left";
    int blanks = first.length() - second.length();
    assertThat(blanks).isPositive();
    assertThat(text()).isEqualTo("\r" + first + "\r" + second + " ".repeat(blanks) + "\n");
  }

  @Test
  void aLiveLineIsEndedSoThatAnErrorHasItsOwn() {
    try (Progress progress = new Progress(out, true, 1, 100)) {
      progress.onStep(measures(1, 1, 1, 0.1, 10, 1));
    }
    assertThat(text()).endsWith("left\n").containsOnlyOnce("\n");
  }

  @Test
  void numbersAreTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try (Progress progress = new Progress(out, false, 1, 2_000)) {
      progress.onEpoch(measures(1, 1_000, 0.5, 0.1, 2_000, 1));
    } finally {
      Locale.setDefault(before);
    }
    assertThat(text())
        .isEqualTo(
            "epoch 1/1  step 1,000  loss 0.5000  accuracy 91.93%  2,000 examples/s  0 s left\n");
  }

  /** 2,000 epochs in 20 seconds, of one step each: every fiftieth, and none besides. */
  @Test
  void ofManyShortEpochsAFewHaveALine() {
    try (Progress progress = new Progress(out, false, 2_000, 4)) {
      for (int epoch = 1; epoch <= 2_000; epoch++) {
        Measures measures = measures(epoch, epoch, 0.5, 0.1, 4L * epoch, epoch * 0.01);
        progress.onStep(measures);
        progress.onEpoch(measures);
      }
    }
    List<String> lines = text().lines().toList();
    assertThat(lines).hasSize(40);
    assertThat(lines.get(0)).startsWith("epoch 50/2000  step 50  loss 0.5000  accuracy 91.93%");
    assertThat(lines.get(39)).startsWith("epoch 2000/2000 ");
  }

  @Test
  void ofManyLongEpochsEachHasALine() {
    try (Progress progress = new Progress(out, false, 101, 4)) {
      for (int epoch = 1; epoch <= 101; epoch++) {
        progress.onEpoch(measures(epoch, epoch, 0.5, 0.1, 4L * epoch, epoch * 5));
      }
    }
    assertThat(text().lines()).hasSize(101);
  }

  @Test
  void whereTrainingEndsEarlyItsLastEpochHasALine() {
    try (Progress progress = new Progress(out, false, 101, 4)) {
      progress.onEpoch(measures(1, 1, 0.5, 0.1, 4, 0.5));
      progress.onEpoch(measures(2, 2, 0.25, 0.1, 8, 1));
    }
    assertThat(text())
        .isEqualTo("epoch 2/101  step 2  loss 0.2500  accuracy 91.93%  8 examples/s  50 s left\n");
  }

  @Test
  void anAccuracyThatIsNotKnownIsLeftOut() {
    try (Progress progress = new Progress(out, false, 1, 4)) {
      progress.onEpoch(
          new Measures(1, 1, 0.5, OptionalDouble.empty(), 0.1, 4, 1, Optional.empty()));
    }
    assertThat(text()).isEqualTo("epoch 1/1  step 1  loss 0.5000  4 examples/s  0 s left\n");
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
