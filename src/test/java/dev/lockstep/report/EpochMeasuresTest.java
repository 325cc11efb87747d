package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.report.TrainingListener.Measures;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a training, read back and as CSV. */
class EpochMeasuresTest {
  private static final Configuration CONF = new Configuration(false);

  @TempDir Path folder;

  @Test
  void theLogIsReadBackAndStandsAsCsvBesideIt() throws IOException {
    write();
    assertThat(EpochMeasures.read(hadoop(), CONF))
        .containsExactly(
            new EpochMeasures(
                1,
                10,
                OptionalDouble.of(0.5),
                OptionalDouble.empty(),
                OptionalDouble.of(0.125),
                OptionalDouble.of(2),
                OptionalDouble.of(500),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()),
            new EpochMeasures(
                2,
                20,
                OptionalDouble.of(0.25),
                OptionalDouble.of(0.75),
                OptionalDouble.of(1e-5),
                OptionalDouble.of(4),
                OptionalDouble.of(500),
                OptionalDouble.of(0.375),
                OptionalDouble.of(0.875),
                OptionalDouble.empty()));
    assertThat(folder.resolve("metrics.csv"))
        .hasContent(
            """
            epoch,step,meanLoss,accuracy,learningRate,seconds,examplesPerSecond,validationLoss,validationAccuracy
            1,10,0.5,,0.125,2.0,500.0,,
            2,20,0.25,0.75,1.0E-5,4.0,500.0,0.375,0.875
            """);
  }

  /** As a run does that was killed after its second epoch and goes on from its first. */
  @Test
  void aRunThatGoesOnReplacesTheCsv() throws IOException {
    write();
    try (MetricsLog log = MetricsLog.goingOn(hadoop(), CONF, 1)) {
      log.onEpoch(measures(2, OptionalDouble.of(0.5), Optional.empty(), 1));
    }
    assertThat(Files.readAllLines(folder.resolve("metrics.csv")))
        .hasSize(3)
        .last()
        .isEqualTo("2,20,0.25,0.5,1.0,4.0,500.0,,");
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    Files.writeString(
        folder.resolve("metrics.jsonl"), "{\"epoch\":1,\"step\":1}\n{\"epoch\":\"2\"}\n");
    assertThatThrownBy(() -> EpochMeasures.read(hadoop(), CONF))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageEndingWith("metrics.jsonl: line 2 has no epoch or no step");
  }

  @Test
  void withoutALogThereAreNone() throws IOException {
    assertThat(EpochMeasures.read(hadoop(), CONF)).isEqualTo(List.of());
  }

  private void write() {
    try (MetricsLog log = new MetricsLog(hadoop(), CONF)) {
      log.onEpoch(
          new Measures(1, 10, 0.5, OptionalDouble.empty(), 0.125, 1_000, 2, Optional.empty()));
      log.onEpoch(
          measures(2, OptionalDouble.of(0.75), Optional.of(new Validation(0.375, 0.875)), 1e-5));
    }
  }

  private static Measures measures(
      int epoch, OptionalDouble accuracy, Optional<Validation> validation, double rate) {
    return new Measures(epoch, 10L * epoch, 0.25, accuracy, rate, 2_000, 4, validation);
  }

  private org.apache.hadoop.fs.Path hadoop() {
    return new org.apache.hadoop.fs.Path(folder.toUri());
  }
}
