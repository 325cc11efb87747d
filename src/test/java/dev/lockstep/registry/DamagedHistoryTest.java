package dev.lockstep.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry whose newest entry a disk has lost, though not its name. */
class DamagedHistoryTest {
  private final Configuration conf = new Configuration();
  private final List<String> warnings = new ArrayList<>();
  @TempDir Path folder;
  private Path place;
  private Publisher publisher;

  @BeforeEach
  void publishThree() throws IOException {
    place = folder.resolve("registry");
    publisher = new Publisher(new org.apache.hadoop.fs.Path(place.toString()), conf);
    for (int day = 1; day <= 3; day++) {
      publisher.publish(day);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"formatVersion\":1,\"num", "\0\0\0\0", "\n"})
  void readersTakeTheEntryBeforeItAndTheNextActRestoresIt(String damage) throws IOException {
    List<Entry> entries = publisher.registry().history();
    String whole = Files.readString(file(3));
    Files.writeString(file(3), damage);
    Registry registry = new Registry(publisher.folder(), conf, warnings::add);
    assertThat(registry.champion().orElseThrow().version()).isEqualTo(2);
    assertThat(registry.history()).isEqualTo(entries.subList(0, 2));
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith(file(3) + ": ")
        .endsWith("; the entry before it counts until the next act restores it");
    assertThat(publisher.readChampion()).isEqualTo(2);
    assertThat(file(3)).as("a reader changes nothing").hasContent(damage);
    warnings.clear();
    new Acts(publisher.registry(), warnings::add).keep(5);
    assertThat(warnings)
        .containsExactly(file(3) + ": was damaged and is restored: version 3 was published");
    assertThat(Files.readString(file(3))).isEqualTo(whole);
    assertThat(publisher.readChampion()).isEqualTo(3);
    publisher.publish(4);
    assertThat(publisher.registry().history()).hasSize(4).startsWith(entries.get(0));
  }

  @Test
  void anEntryIsRestoredFromItsVersionWithoutTheCopyAndAPersonsFromTheCopy() throws IOException {
    String published = Files.readString(file(3));
    Files.writeString(file(3), "");
    Files.delete(place.resolve("history.jsonl"));
    publisher.publish(4);
    assertThat(Files.readString(file(3))).isEqualTo(published);
    publisher.acts().rollBack(OptionalInt.of(1));
    String back = Files.readString(file(5));
    Files.writeString(file(5), "");
    publisher.add(5, Act.KEPT);
    assertThat(Files.readString(file(5))).isEqualTo(back);
    assertThat(publisher.readChampion()).isEqualTo(1);
  }

  @Test
  void anEntryThatNothingHasIsAPersonsToRemove() throws IOException {
    publisher.acts().promote(1);
    Files.writeString(file(4), "");
    Files.writeString(place.resolve("history.jsonl"), "");
    assertThatThrownBy(() -> publisher.publish(4))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(
            file(4)
                + ": is not JSON, and neither its version's decision.json nor history.jsonl has"
                + " this entry: remove the file to go on from the one before");
    assertThat(publisher.readChampion()).isEqualTo(3);
    Files.delete(file(4));
    publisher.publish(4);
    assertThat(publisher.readChampion()).isEqualTo(4);
  }

  @Test
  void theFirstEntryIsRestoredToo() throws IOException {
    Publisher other =
        new Publisher(new org.apache.hadoop.fs.Path(folder.resolve("other").toString()), conf);
    other.publish(1);
    Files.writeString(folder.resolve("other/history/000001.json"), "");
    assertThat(other.registry().champion()).isEmpty();
    other.add(2, Act.KEPT);
    assertThat(other.readChampion()).isEqualTo(1);
  }

  @Test
  void anEntryInTheMiddleIsNotPassedOver() throws IOException {
    Files.writeString(file(2), "");
    Files.delete(place.resolve("history.jsonl"));
    assertThatThrownBy(() -> publisher.registry().history())
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(file(2) + ": ");
    assertThatThrownBy(() -> publisher.publish(4)).hasMessageStartingWith(file(2) + ": ");
    Files.writeString(file(3), "");
    assertThatThrownBy(() -> publisher.readChampion()).hasMessageStartingWith(file(2) + ": ");
    assertThatThrownBy(() -> publisher.publish(4)).hasMessageStartingWith(file(2) + ": ");
    assertThat(file(3)).isEmptyFile();
  }

  @Test
  void aCommandWarns() throws IOException {
    Files.writeString(file(3), "");
    CommandLineRun history = CommandLineRun.of("history", place);
    assertThat(history.exitCode()).isZero();
    assertThat(history.out().lines()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(history.errLines())
        .singleElement()
        .asString()
        .startsWith("lockstep: warning: " + file(3) + ": ");
    CommandLineRun inspect = CommandLineRun.of("inspect", place + "@champion");
    assertThat(inspect.exitCode()).as(inspect.err()).isZero();
    assertThat(inspect.err()).contains("lockstep: warning: " + file(3) + ": ");
    CommandLineRun rollback = CommandLineRun.of("rollback", place);
    assertThat(rollback.exitCode()).isZero();
    assertThat(rollback.err()).contains("is restored: version 3 was published");
    assertThat(publisher.readChampion()).isEqualTo(2);
  }

  /** What is not a file is no entry; the next entry needs its name. */
  @Test
  void aFolderNamedLikeAnEntryIsNone() throws IOException {
    Files.createDirectories(file(4));
    assertThat(publisher.readChampion()).isEqualTo(3);
    assertThat(publisher.registry().history()).hasSize(3);
    CommandLineRun promote = CommandLineRun.of("promote", place, 1);
    assertThat(promote.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(promote.err())
        .contains(file(4) + ": is a folder, where the next entry goes: remove it");
    assertThatThrownBy(() -> publisher.publish(4)).isInstanceOf(DamagedFileException.class);
    Files.delete(file(4));
    assertThat(publisher.publish(4).number()).isEqualTo(4);
    assertThat(publisher.readChampion()).isEqualTo(4);
  }

  private Path file(int number) {
    return place.resolve("history/00000" + number + ".json");
  }
}
