package dev.lockstep.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.registry.MortalFileSystem.Kind;
import dev.lockstep.run.RemoteFileSystem;
import dev.lockstep.testing.Campaign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that dies at its operations on files, one after the other ({@code -Pcampaign}: at
 * each). Readers get the champion before or the one after, and the same command ends where the
 * undisturbed one does. With renames that are atomic, as on HDFS, with those of object stores,
 * which copy, and with the puts of S3, which are atomic.
 */
@Tag("slow")
class KilledPublisherTest {
  private static final Configuration SOUND = RemoteFileSystem.configuration(true);
  private static long deadPid;

  @TempDir Path folder;

  /** What a process does. */
  private interface Command {
    void run(Publisher publisher) throws IOException;
  }

  /** What must hold afterwards. */
  private interface Check {
    void that(Publisher publisher) throws IOException;
  }

  @BeforeAll
  static void letAProcessDie() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    deadPid = process.pid();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPublisherThatIsKilledAnywhereGoesOn(Kind kind) throws IOException {
    int kills =
        killEverywhere(
            kind,
            Campaign.of(1, 11),
            publisher -> publisher.publish(2),
            publisher -> publisher.publish(2),
            publisher -> {
              assertThat(acts(publisher)).containsExactly("published 1", "published 2");
              assertThat(publisher.readChampion()).isEqualTo(2);
              assertThat(publisher.registry().champion().orElseThrow().previous()).hasValue(1);
            });
    assertThat(kills).isGreaterThanOrEqualTo(Campaign.of(40, 4));
  }

  /** The other may find a version that is decided: then it is published before the other's act. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void whoComesAfterAKilledPublisherCompletesWhatIsDecided(Kind kind) throws IOException {
    killEverywhere(
        kind,
        Campaign.of(5, 37),
        publisher -> publisher.publish(2),
        publisher -> publisher.acts().keep(1),
        publisher -> {
          int before = publisher.readChampion();
          List<String> acts = acts(publisher);
          assertThat(acts)
              .isEqualTo(
                  before == 1 ? List.of("published 1") : List.of("published 1", "published 2"));
          assertThat(publisher.publish(2).version()).isEqualTo(2);
          assertThat(acts(publisher)).containsExactly("published 1", "published 2");
          assertThat(publisher.add(3, Act.KEPT).version()).isEqualTo(3);
        });
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anotherDaysRetrainingRemovesWhatIsNotDecided(Kind kind) throws IOException {
    killEverywhere(
        kind,
        Campaign.of(5, 37),
        publisher -> publisher.publish(2),
        publisher -> publisher.publish(3),
        publisher -> {
          List<String> acts = acts(publisher);
          assertThat(acts).hasSizeBetween(2, 3).doesNotHaveDuplicates();
          assertThat(publisher.readChampion()).isEqualTo(3);
          assertThat(publisher.read(publisher.folder() + "@" + acts.size())).isEqualTo(3);
          assertThat(publisher.registry().champion().orElseThrow().previous())
              .hasValue(acts.size() - 1);
        });
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPersonsActThatIsKilledAnywhereIsDoneOnce(Kind kind) throws IOException {
    killEverywhere(
        kind,
        Campaign.of(5, 37),
        publisher -> {
          publisher.publish(2);
          publisher.acts().rollBack(OptionalInt.of(1));
          publisher.acts().promote(2);
        },
        publisher -> {
          publisher.publish(2);
          if (acts(publisher).size() < 4) {
            publisher.acts().rollBack(OptionalInt.of(1));
          }
          publisher.acts().promote(2);
        },
        publisher -> {
          assertThat(acts(publisher))
              .containsExactly("published 1", "published 2", "rolled back 1", "promoted 2");
          assertThat(publisher.readChampion()).isEqualTo(2);
        });
  }

  /** Kills the command at its first operation and at every so many after it; returns how often. */
  private int killEverywhere(Kind kind, int every, Command command, Command afterwards, Check check)
      throws IOException {
    Path template = Files.createDirectory(folder.resolve("template"));
    publisher(template).publish(1);
    int kills = 0;
    for (int operations = 0; true; operations += every) {
      Path place = copy(template, folder.resolve("killed-" + operations));
      Publisher sound = publisher(place);
      MortalFileSystem.dieAfter(operations);
      try {
        command.run(new Publisher(sound.folder(), MortalFileSystem.configuration(kind)));
      } catch (IOException | RuntimeException e) {
        assertThat(MortalFileSystem.isDead()).as("%s", e).isTrue();
      }
      if (!MortalFileSystem.isDead()) {
        return kills;
      }
      try {
        assertThat(sound.readChampion()).isBetween(1, 2);
        markLocksDead(place);
        afterwards.run(sound);
        check.that(sound);
        assertWhole(place);
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("killed after " + operations + " operations", e);
      }
      kills++;
    }
  }

  private static Publisher publisher(Path place) {
    return new Publisher(
        new org.apache.hadoop.fs.Path("remote://" + place.toAbsolutePath()), SOUND);
  }

  private static Path copy(Path from, Path to) throws IOException {
    for (Path file : files(from).toList()) {
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    return to;
  }

  private static List<String> acts(Publisher publisher) throws IOException {
    return publisher.registry().history().stream()
        .map(entry -> entry.act() + " " + entry.version())
        .toList();
  }

  /** This process has left them, which lives on. */
  private static void markLocksDead(Path place) throws IOException {
    for (Path lock : files(place).filter(file -> file.endsWith("run.lock")).toList()) {
      Files.writeString(
          lock,
          String.format(
              Locale.ROOT,
              "{\"host\":\"%s\",\"pid\":%d,\"processStart\":\"%s\"}%n",
              InetAddress.getLocalHost().getHostName(),
              deadPid,
              Instant.now()));
    }
  }

  /** Copies that say what the history says, whole versions, and nothing else. */
  private static void assertWhole(Path place) throws IOException {
    assertThat(files(place).map(file -> place.relativize(file).toString()))
        .allMatch(
            name ->
                name.matches(
                    "champion\\.json|history\\.jsonl|history/\\d{6}\\.json|\\.work/begun"
                        + "|versions/\\d{6}/(checkpoints/step-1|model\\.safetensors|run\\.json"
                        + "|decision\\.json)"
                        // On a remote file system a dead lock stays where it was moved.
                        + "|(\\.work/)?\\.run\\.lock\\.\\d+-\\d+"));
    StringBuilder lines = new StringBuilder();
    for (Path entry : files(place.resolve("history")).sorted().toList()) {
      lines.append(Files.readString(entry));
    }
    assertThat(place.resolve("history.jsonl")).hasContent(lines.toString());
    assertThat(files(place.resolve("versions")).count() % 4).isZero();
  }

  private static Stream<Path> files(Path place) {
    try (Stream<Path> walk = Files.walk(place)) {
      return walk.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
