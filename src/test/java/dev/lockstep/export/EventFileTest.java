package dev.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.storage.FileFailedException;
import dev.lockstep.testing.TensorBoardEvents;
import dev.lockstep.testing.TensorBoardEvents.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  private static final Configuration CONF = new Configuration(false);

  @TempDir Path folder;

  @Test
  void numbersComeBackWithStepTimeAndTag() throws IOException {
    Path file = folder.resolve("run/events.out.tfevents.1.x");
    try (EventFile events = EventFile.create(hadoop(file), CONF, 12.5)) {
      events.scalar(13.25, 100, "loss/train", 0.5);
      events.flush();
      assertThat(TensorBoardEvents.read(file)).as("while it is open").hasSize(2);
      events.scalar(14, 5_000_000_000L, "genauigkeit/ü", -1.5);
    }
    List<Event> events = TensorBoardEvents.read(file);
    assertThat(events)
        .containsExactly(
            new Event(12.5, 0, "brain.Event:2", "", Float.NaN, 0),
            new Event(13.25, 100, "", "loss/train", 0.5f, 0),
            new Event(14, 5_000_000_000L, "", "genauigkeit/ü", -1.5f, 0));
  }

  @Test
  void aRunThatGoesOnSaysFromWhichStep() throws IOException {
    Path file = folder.resolve("events.out.tfevents.2.x");
    try (EventFile events = EventFile.create(hadoop(file), CONF, 1)) {
      events.start(1, 40);
    }
    assertThat(TensorBoardEvents.read(file)).hasSize(2);
    assertThat(TensorBoardEvents.read(file).get(1))
        .isEqualTo(new Event(1, 40, "", "", Float.NaN, 1));
  }

  @Test
  void aFileOfTheNameIsNotReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("events"), "mine");
    assertThatThrownBy(() -> EventFile.create(hadoop(file), CONF, 1))
        .isInstanceOf(FileFailedException.class);
    assertThat(file).hasContent("mine");
  }

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }
}
