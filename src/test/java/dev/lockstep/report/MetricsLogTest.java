package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.report.TrainingListener.Measures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir Path folder;

  @Test
  void theFileHasALineForEachEpochAtAnyTime() throws IOException {
    MetricsLog log = log();
    log.onEpoch(new Measures(1, 10, 0.5, 0.125, 1_000, 2));
    String first =
        "{\"epoch\":1,\"step\":10,\"meanLoss\":0.5,\"learningRate\":0.125,"
            + "\"seconds\":2.0,\"examplesPerSecond\":500.0}\n";
    assertThat(Files.readString(folder.resolve("metrics.jsonl"))).isEqualTo(first);
    log.onStep(new Measures(2, 11, 9, 9, 1_100, 2.5));
    log.onEpoch(new Measures(2, 20, 0.25, 0.0625, 2_000, 8));
    String second =
        "{\"epoch\":2,\"step\":20,\"meanLoss\":0.25,\"learningRate\":0.0625,"
            + "\"seconds\":8.0,\"examplesPerSecond\":250.0}\n";
    assertThat(Files.readString(folder.resolve("metrics.jsonl"))).isEqualTo(first + second);
    assertThat(folder.toFile().list()).containsExactly("metrics.jsonl");
  }

  @Test
  void aFolderThatCannotBeWrittenIsAFailure() throws IOException {
    Files.createDirectory(folder.resolve("metrics.jsonl"));
    assertThatThrownBy(() -> log().onEpoch(new Measures(1, 1, 1, 1, 1, 1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("metrics.jsonl: a folder of this name is in the way");
  }

  private MetricsLog log() {
    return new MetricsLog(new org.apache.hadoop.fs.Path(folder.toString()), new Configuration());
  }
}
