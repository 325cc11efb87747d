package dev.lockstep.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.run.RunHeldException;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
  private final Configuration conf = new Configuration();
  @TempDir Path folder;
  private Path place;
  private Publisher publisher;

  @BeforeEach
  void name() {
    place = folder.resolve("registry");
    publisher = new Publisher(new org.apache.hadoop.fs.Path(place.toString()), conf);
  }

  @Test
  void everyActIsOneEntryAndNamesTheChampionAfterIt() throws IOException {
    publisher.add(1, Act.REFUSED);
    publisher.publish(2);
    publisher.add(3, Act.KEPT);
    publisher.publish(4);
    publisher.acts().rollBack(OptionalInt.empty());
    publisher.acts().promote(3);
    assertThat(acts())
        .containsExactly(
            "refused 1 -",
            "published 2 2",
            "kept 3 2",
            "published 4 4<2",
            "rolled back 2 2",
            "promoted 3 3<2");
    assertThat(publisher.readChampion()).isEqualTo(3);
    assertThat(place.resolve("history.jsonl")).content().hasLineCount(6);
    var champion = new ObjectMapper().readTree(place.resolve("champion.json").toFile());
    assertThat(champion.get("version").intValue()).isEqualTo(3);
    assertThat(champion.get("previous").intValue()).isEqualTo(2);
  }

  @Test
  void aDecisionLiesWithItsVersionAndHasTheEntryAndTheDetails() throws IOException {
    Entry entry = publisher.publish(7);
    var decision =
        new ObjectMapper().readTree(place.resolve("versions/000001/decision.json").toFile());
    assertThat(Entry.read(decision.get("entry"))).isEqualTo(entry);
    assertThat(decision.get("day").intValue()).isEqualTo(7);
    assertThat(entry.reason()).isEqualTo("as the test of day 7 says");
    assertThat(entry.by()).startsWith(System.getProperty("user.name") + "@");
  }

  @Test
  void whatIsDoneAlreadyAddsNoEntry() throws IOException {
    Entry first = publisher.publish(1);
    assertThat(publisher.publish(1)).isEqualTo(first);
    assertThat(publisher.acts().promote(1)).isEmpty();
    assertThat(publisher.acts().rollBack(OptionalInt.of(1))).isEmpty();
    assertThat(acts()).containsExactly("published 1 1");
  }

  /** A retraining that another has overtaken asks again: its version would hide the other's. */
  @Test
  void aOutcomeAgainstAnEarlierChampionIsNotCarriedOut() throws IOException {
    publisher.publish(1);
    publisher.add(2, Act.KEPT);
    try (Work work = Work.take(publisher.folder(), conf, warning -> {})) {
      work.begin("day 3");
      publisher.acts().promote(2);
      Outcome outcome =
          new Outcome(
              Act.PUBLISHED,
              OptionalInt.of(1),
              "day 3",
              "better than 1",
              new ObjectMapper().createObjectNode());
      assertThatThrownBy(() -> work.add(outcome))
          .isInstanceOf(RegistryChangedException.class)
          .hasMessage(
              publisher.folder()
                  + ": version 2 has become the champion since the new one was compared;"
                  + " run the command again");
    }
    assertThat(acts()).containsExactly("published 1 1", "kept 2 1", "promoted 2 2<1");
  }

  @Test
  void oneProcessAtATimeMakesAVersionAndPeopleCanActMeanwhile() throws IOException {
    publisher.publish(1);
    publisher.publish(2);
    try (Work work = Work.take(publisher.folder(), conf, warning -> {})) {
      assertThatThrownBy(() -> publisher.publish(3))
          .isInstanceOf(RunHeldException.class)
          .hasMessageContaining(".work is held by process ");
      work.begin("day 4");
      Files.createDirectories(Path.of(work.folder().toString()));
      publisher.acts().rollBack(OptionalInt.empty());
      assertThat(Path.of(work.folder().toString())).exists();
    }
    assertThat(publisher.publish(3).champion().orElseThrow().previous()).hasValue(1);
  }

  @Test
  void actsOfManyAtOnceAreDoneOneAfterTheOther() throws Exception {
    publisher.publish(1);
    publisher.publish(2);
    ExecutorService people = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Object>> acts = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int version = 1 + i % 2;
        acts.add(() -> publisher.acts().promote(version));
      }
      for (Future<Object> act : people.invokeAll(acts)) {
        act.get();
      }
    } finally {
      people.shutdownNow();
    }
    List<Entry> entries = publisher.registry().history();
    for (int i = 1; i < entries.size(); i++) {
      assertThat(entries.get(i).champion().orElseThrow().previous())
          .hasValue(entries.get(i - 1).champion().orElseThrow().version());
    }
  }

  @Test
  void aRollbackGoesBackStepByStepAndNotForward() throws IOException {
    for (int day = 1; day <= 3; day++) {
      publisher.publish(day);
    }
    publisher.acts().rollBack(OptionalInt.empty());
    publisher.acts().rollBack(OptionalInt.empty());
    assertThat(publisher.readChampion()).isEqualTo(1);
    assertThatThrownBy(() -> publisher.acts().rollBack(OptionalInt.empty()))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(publisher.folder() + ": has no champion before the present one");
    publisher.acts().rollBack(OptionalInt.of(3));
    assertThat(publisher.readChampion()).isEqualTo(3);
    publisher.add(4, Act.KEPT);
    assertThatThrownBy(() -> publisher.acts().rollBack(OptionalInt.of(4)))
        .hasMessage(
            publisher.folder()
                + ": version 4 was never the champion; promote makes it the champion");
  }

  @Test
  void aRollbackEndsWhereAVersionWasTheChampionTwice() throws IOException {
    publisher.publish(1);
    publisher.publish(2);
    publisher.acts().rollBack(OptionalInt.empty());
    publisher.acts().promote(2);
    publisher.acts().promote(1);
    publisher.acts().rollBack(OptionalInt.empty());
    assertThat(publisher.readChampion()).isEqualTo(2);
    publisher.acts().rollBack(OptionalInt.empty());
    assertThat(publisher.readChampion()).isEqualTo(1);
    assertThatThrownBy(() -> publisher.acts().rollBack(OptionalInt.empty()))
        .hasMessage(publisher.folder() + ": has no champion before the present one");
  }

  @Test
  void keepingRemovesFilesOfOldVersionsThatWereNeverTheChampionAndNoDecision() throws IOException {
    publisher.publish(1);
    for (int day = 2; day <= 5; day++) {
      publisher.add(day, Act.KEPT);
    }
    publisher.acts().promote(2);
    publisher.acts().promote(1);
    assertThat(publisher.acts().keep(1)).containsExactly(4, 3);
    assertThat(place.resolve("versions/000003").toFile().list()).containsExactly("decision.json");
    for (int version : List.of(1, 2, 5)) {
      assertThat(publisher.read(place + "@" + version)).isEqualTo(version);
    }
    assertThatThrownBy(() -> publisher.acts().promote(3))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(
            publisher.folder()
                + ": version 3 has no model: it was kept, and its files were removed");
  }

  /** Else a fortnight of refused days would cost the models of the days before. */
  @Test
  void keepingCountsVersionsThatHaveAModelOnly() throws IOException {
    publisher.publish(1);
    publisher.add(2, Act.KEPT);
    publisher.add(3, Act.KEPT);
    for (int day = 4; day <= 7; day++) {
      publisher.add(day, Act.REFUSED);
    }
    Path mine = Files.createDirectories(place.resolve("versions/000008/mine"));
    assertThat(publisher.acts().keep(2)).isEmpty();
    assertThat(publisher.acts().keep(1)).containsExactly(2);
    assertThat(publisher.read(place + "@3")).isEqualTo(3);
    assertThat(publisher.acts().keep(0)).containsExactly(3);
    assertThat(mine).as("is not a version").exists();
    Files.delete(place.resolve("versions/000004/decision.json"));
    Files.delete(place.resolve("versions/000004"));
    assertThat(publisher.acts().keep(0)).isEmpty();
  }

  /** A process that was killed while it removed files has removed the model first. */
  @Test
  void keepingGoesOnWithWhatAKilledProcessBegan() throws IOException {
    publisher.publish(1);
    publisher.add(2, Act.KEPT);
    Files.delete(place.resolve("versions/000002/model.safetensors"));
    assertThat(publisher.acts().keep(1)).containsExactly(2);
    assertThat(place.resolve("versions/000002").toFile().list()).containsExactly("decision.json");
  }

  @Test
  void aVersionWithoutAModelAndOneThatIsNotThereCannotBePromoted() throws IOException {
    publisher.add(1, Act.REFUSED);
    assertThatThrownBy(() -> publisher.acts().promote(1))
        .hasMessage(
            publisher.folder()
                + ": version 1 has no model: it was refused: as the test of day 1 says");
    assertThatThrownBy(() -> publisher.acts().promote(2))
        .hasMessage(publisher.folder() + ": has no version 2; its newest is 1");
  }

  @Test
  void whatIsNotARegistryIsNotMadeOne() throws IOException {
    assertThatThrownBy(() -> publisher.acts().promote(1))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(publisher.folder() + ": no such registry");
    assertThat(place).doesNotExist();
    Files.createDirectory(place);
    assertThatThrownBy(() -> publisher.registry().champion())
        .hasMessage(publisher.folder() + ": is not a registry: it has no folder history");
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void changedOrLostCopiesAreRenewedAndNeverBelieved() throws IOException {
    publisher.publish(1);
    publisher.publish(2);
    String lines = Files.readString(place.resolve("history.jsonl"));
    String champion = Files.readString(place.resolve("champion.json"));
    List<Entry> entries = publisher.registry().history();
    for (String copy :
        List.of(
            "",
            "{}\n",
            lines.lines().findFirst().orElseThrow() + "\n",
            lines.replaceFirst("as the test", "as a liar"),
            "\0")) {
      Files.writeString(place.resolve("history.jsonl"), copy);
      Files.delete(place.resolve("champion.json"));
      assertThat(publisher.registry().history()).isEqualTo(entries);
      assertThat(publisher.readChampion()).isEqualTo(2);
      publisher.acts().keep(1);
      assertThat(place.resolve("history.jsonl")).hasContent(lines);
      assertThat(place.resolve("champion.json")).hasContent(champion);
    }
  }

  @Test
  void aDamagedOrMissingEntryIsNamed() throws IOException {
    publisher.publish(1);
    publisher.publish(2);
    publisher.publish(3);
    Path newest = place.resolve("history/000003.json");
    String whole = Files.readString(newest);
    for (String damage :
        List.of(
            whole.replace("\"number\":3", "\"number\":2"),
            whole.replace("\"champion\":3", "\"champion\":2"),
            whole.replace("\"version\":3", "\"version\":\"3\""),
            whole.replace("\"formatVersion\":1", "\"formatVersion\":2"),
            whole.replace("\"since\":\"2", "\"since\":\"x"),
            whole.replace("\"key\":", "\"unknown\":"))) {
      Files.writeString(newest, damage);
      assertThatThrownBy(() -> publisher.readChampion())
          .as(damage)
          .isInstanceOf(DamagedFileException.class)
          .hasMessageStartingWith(publisher.folder() + "/history/000003.json: ");
    }
    Files.writeString(newest, whole.replaceFirst("before\":\"[0-9a-f]{8}", "before\":\"00000000"));
    Files.delete(place.resolve("history.jsonl"));
    assertThatThrownBy(() -> publisher.registry().history())
        .hasMessage(
            publisher.folder() + "/history/000003.json: does not follow the entry before it");
    Files.writeString(newest, whole);
    Files.deleteIfExists(place.resolve("history.jsonl"));
    Files.delete(place.resolve("history/000002.json"));
    assertThatThrownBy(() -> publisher.registry().history())
        .hasMessage(publisher.folder() + "/history/000002.json: no such file");
  }

  @Test
  void aFolderThatAPersonPutAmongTheVersionsIsLeftAloneAndItsNumberNotUsed() throws IOException {
    publisher.publish(1);
    Path foreign = Files.createDirectories(place.resolve("versions/000002/mine"));
    assertThat(publisher.publish(2).version()).isEqualTo(3);
    assertThat(foreign).isDirectory();
  }

  private List<String> acts() throws IOException {
    return publisher.registry().history().stream()
        .map(
            entry ->
                entry.act()
                    + " "
                    + entry.version()
                    + " "
                    + entry.champion().map(RegistryTest::text).orElse("-"))
        .toList();
  }

  private static String text(Champion champion) {
    return champion.version()
        + (champion.previous().isPresent() ? "<" + champion.previous().getAsInt() : "");
  }
}
