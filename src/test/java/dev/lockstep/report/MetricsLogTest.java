package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.report.TrainingListener.Measures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir Path folder;

  @Test
  void ofLongEpochsTheFileHasALineEachAtAnyTime() throws IOException {
    MetricsLog log = log();
    log.onEpoch(measures(1, 10, 0.5, 0.125, 1_000, 2));
    String first =
        "{\"epoch\":1,\"step\":10,\"meanLoss\":0.5,\"accuracy\":0.75,\"learningRate\":0.125,"
            + "\"seconds\":2.0,\"examplesPerSecond\":500.0}\n";
    assertThat(Files.readString(folder.resolve("metrics.jsonl"))).isEqualTo(first);
    log.onStep(measures(2, 11, 9, 9, 1_100, 2.5));
    log.onEpoch(measures(2, 20, 0.25, 0.0625, 2_000, 8));
    String second =
        "{\"epoch\":2,\"step\":20,\"meanLoss\":0.25,\"accuracy\":0.75,\"learningRate\":0.0625,"
            + "\"seconds\":8.0,\"examplesPerSecond\":250.0}\n";
    assertThat(Files.readString(folder.resolve("metrics.jsonl"))).isEqualTo(first + second);
    assertThat(folder.toFile().list()).containsExactly("metrics.jsonl");
  }

  /** Each write is of the whole file, so that 2,000 of them would be of two million lines. */
  @Test
  void ofShortEpochsTheFileIsWrittenNowAndThenAndAtTheEnd() throws IOException {
    int writes = 0;
    long lines = 0;
    try (MetricsLog log = log()) {
      for (int epoch = 1; epoch <= 2_000; epoch++) {
        Files.deleteIfExists(folder.resolve("metrics.jsonl"));
        log.onEpoch(measures(epoch, epoch, 0.5, 0.125, 4L * epoch, epoch * 0.01));
        if (Files.exists(folder.resolve("metrics.jsonl"))) {
          writes++;
          lines += epoch;
          assertThat(epochs()).hasSize(epoch);
        }
      }
    }
    assertThat(writes).isBetween(8, 20);
    assertThat(lines).isLessThan(10 * 2_000);
    assertThat(epochs()).isEqualTo(IntStream.rangeClosed(1, 2_000).boxed().toList());
  }

  @Test
  void aFlushedLogHasAllLines() throws IOException {
    MetricsLog log = log();
    log.flush();
    assertThat(folder.toFile().list()).isEmpty();
    for (int epoch = 1; epoch <= 3; epoch++) {
      log.onEpoch(measures(epoch, epoch, 0.5, 0.125, 4L * epoch, 1));
    }
    assertThat(epochs()).containsExactly(1);
    log.flush();
    assertThat(epochs()).containsExactly(1, 2, 3);
  }

  /** As a run does that diverges. */
  @Test
  void aRunThatFailsLeavesTheLinesUpToThere() throws IOException {
    assertThatThrownBy(
            () -> {
              try (MetricsLog log = log()) {
                log.onEpoch(measures(1, 1, 0.5, 0.125, 4, 1));
                log.onEpoch(measures(2, 2, 0.5, 0.125, 8, 1));
                throw new IllegalStateException("diverged");
              }
            })
        .hasMessage("diverged");
    assertThat(epochs()).containsExactly(1, 2);
  }

  @Test
  void aFolderThatCannotBeWrittenIsAFailure() throws IOException {
    Files.createDirectory(folder.resolve("metrics.jsonl"));
    assertThatThrownBy(() -> log().onEpoch(measures(1, 1, 1, 1, 1, 1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            "metrics.jsonl: cannot be written: a folder of this name is in the way");
  }

  private List<Integer> epochs() throws IOException {
    return Files.readAllLines(folder.resolve("metrics.jsonl")).stream()
        .map(line -> Integer.valueOf(line.replaceAll(".\"epoch\":(\\d+),.*", "$1")))
        .toList();
  }

  private static Measures measures(
      int epoch, long step, double meanLoss, double rate, long examples, double seconds) {
    OptionalDouble accuracy = OptionalDouble.of(0.75);
    return new Measures(epoch, step, meanLoss, accuracy, rate, examples, seconds, Optional.empty());
  }

  private MetricsLog log() {
    return new MetricsLog(new org.apache.hadoop.fs.Path(folder.toString()), new Configuration());
  }
}
