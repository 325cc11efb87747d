package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.LockstepProcess;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Retrainings in processes of their own that are killed, and the same command after them: it comes
 * to the decision and the bytes of the one that was let alone. It kills 44 times, and on three days
 * of two weeks.
 */
@Tag("campaign") // KilledPublisherTest kills at every operation, KilledRunTest within training
class KilledRetrainTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int KILLS = 44;
  private static final int SIGKILL = 128 + 9;
  private static final int DAY = 9;
  private static final List<String> ACTS = List.of("published 1", "published 2");

  /** What a process is waited for, and the most milliseconds from then on until it is killed. */
  private enum Moment {
    PUBLISHING(".work/run/decision.json", 40),
    TRAINING(".work/begun", 1_500),
    SCORING(".work/run/run.json", 400),
    ANY("", 5_000);

    private final String file;
    private final int millis;

    Moment(String file, int millis) {
      this.file = file;
      this.millis = millis;
    }
  }

  @TempDir static Path home;
  private static DigitDays days;
  private static Path begun;
  private static Path whole;

  @TempDir Path folder;

  @BeforeAll
  static void retrainUndisturbed() throws IOException {
    days = DigitDays.write(home);
    begun = home.resolve("begun");
    assertThat(RetrainWeeksTest.night(days, begun, 1)).isEqualTo("0 published");
    whole = copy(begun, home.resolve("whole"));
    assertThat(RetrainWeeksTest.night(days, whole, DAY)).isEqualTo("0 published");
    assertThat(acts(whole)).isEqualTo(ACTS);
  }

  @Test
  void theSameCommandAfterAKillComesToTheSameDecision(TestReporter reporter) throws Exception {
    Random random = new Random(15);
    Map<String, Integer> left = new TreeMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      Path registry = copy(begun, folder.resolve("killed-" + kill));
      Moment moment = Moment.values()[kill % Moment.values().length];
      if (!kill(registry, DAY, moment, random.nextInt(moment.millis))) {
        kill--; // It was faster.
        deleteAll(registry);
        continue;
      }
      left.merge(whatIsLeft(registry), 1, Integer::sum);
      assertThat(RetrainWeeksTest.night(days, registry, DAY))
          .as("kill %d, %s", kill, moment)
          .isEqualTo("0 published");
      assertSameAsUndisturbed(registry);
      deleteAll(registry);
    }
    left.forEach((state, times) -> reporter.publishEntry(state, String.valueOf(times)));
  }

  /** As if the machine failed in three of the nights, and the scheduler ran the job again. */
  @Test
  @Tag("campaign")
  void twoWeeksWithKilledNightsHaveTheHistoryOfUndisturbedOnes() throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    Path killed = folder.resolve("killed");
    Map<Integer, Moment> moments =
        Map.of(2, Moment.TRAINING, 7, Moment.SCORING, DAY, Moment.PUBLISHING);
    Random random = new Random(14);
    List<String> story = new ArrayList<>();
    for (int day = 1; day <= DigitDays.DAYS; day++) {
      RetrainWeeksTest.night(days, undisturbed, day);
      if (moments.containsKey(day)) {
        Path before = copy(killed, folder.resolve("before-" + day));
        while (!kill(killed, day, moments.get(day), random.nextInt(50))) {
          deleteAll(killed);
          copy(before, killed);
        }
      }
      story.add(RetrainWeeksTest.night(days, killed, day));
    }
    assertThat(story).isEqualTo(RetrainWeeksTest.EXPECTED);
    assertThat(DigitDays.history(killed)).isEqualTo(DigitDays.history(undisturbed));
  }

  /** Returns false if the process was done before it was to be killed. */
  private boolean kill(Path registry, int day, Moment moment, int millis) throws Exception {
    try (LockstepProcess process =
        LockstepProcess.start(folder, List.of(), days.night(registry, day))) {
      Path file = registry.resolve(moment.file);
      while (!Files.exists(file) && process.handle().isAlive()) {
        Thread.sleep(1);
      }
      Thread.sleep(millis);
      process.handle().destroyForcibly();
      int exitCode = process.waitFor();
      assertThat(exitCode)
          .as(process.said())
          .isIn(SIGKILL, ExitCode.DONE, ExitCode.KEPT, ExitCode.REFUSED);
      return exitCode == SIGKILL;
    }
  }

  /** Returns where the killed process was; readers get the champion before it or its own. */
  private static String whatIsLeft(Path registry) throws IOException {
    Path work = registry.resolve(".work/run");
    int champion =
        new dev.lockstep.registry.Registry(
                new org.apache.hadoop.fs.Path(registry.toString()), new Configuration())
            .champion()
            .orElseThrow()
            .version();
    assertThat(champion).isBetween(1, 2);
    if (champion == 2) {
      return "5 published";
    }
    if (Files.exists(work.resolve("decision.json"))
        || Files.exists(registry.resolve("versions/000002"))) {
      return "4 within publishing";
    }
    if (Files.exists(work.resolve("run.json"))) {
      return "3 trained";
    }
    return Files.exists(registry.resolve(".work/begun")) ? "2 in training" : "1 before training";
  }

  private static void assertSameAsUndisturbed(Path registry) throws IOException {
    assertThat(acts(registry)).isEqualTo(ACTS);
    assertThat(DigitDays.history(registry)).isEqualTo(DigitDays.history(whole));
    assertThat(decision(registry)).isEqualTo(decision(whole));
    assertThat(registry.resolve("versions/000002/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("versions/000002/model.safetensors"));
    // Checkpoints are as many as each process wrote.
    assertThat(files(registry)).isEqualTo(files(whole));
    assertThat(registry.resolve("champion.json")).content().contains("\"version\" : 2");
  }

  /** Without times, hosts and places. */
  private static JsonNode decision(Path registry) throws IOException {
    ObjectNode decision =
        (ObjectNode)
            new ObjectMapper().readTree(registry.resolve("versions/000002/decision.json").toFile());
    decision.remove(List.of("seconds", "start", "end", "commandLine"));
    ((ObjectNode) decision.get("entry")).remove(List.of("at", "since", "before"));
    return decision;
  }

  private static List<String> acts(Path registry) throws IOException {
    return DigitDays.history(registry).stream()
        .map(line -> line.replaceFirst("\\d+ (\\w+), version (\\d+), .*", "$1 $2"))
        .toList();
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.map(file -> folder.relativize(file).toString())
          .filter(name -> !name.contains("checkpoints/"))
          .sorted()
          .toList();
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      walk.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(from.relativize(file)));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return to;
  }

  private static void deleteAll(Path folder) throws IOException {
    new org.apache.hadoop.fs.Path(folder.toString())
        .getFileSystem(new Configuration())
        .delete(new org.apache.hadoop.fs.Path(folder.toString()), true);
  }
}
