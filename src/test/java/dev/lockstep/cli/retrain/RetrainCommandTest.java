package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.PrometheusSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Days of a table, one after another: what each of them leaves in the registry. */
@Tag("slow")
class RetrainCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final String LITTLE = "--learning-rate=0.0001";

  @TempDir static Path home;
  @TempDir Path folder;

  /** The change of a day's table. */
  private enum Change {
    NONE,
    SHIFTED,
    SHUFFLED_LABELS,
    BROKEN
  }

  @BeforeAll
  static void writeDays() throws IOException {
    write(home.resolve("holdout.csv"), 99, 400, Change.NONE);
    writeDay(1, 200, Change.NONE);
    writeDay(2, 200, Change.NONE);
    writeDay(3, 200, Change.SHIFTED);
    writeDay(4, 200, Change.BROKEN);
    writeDay(6, 8, Change.NONE);
    writeDay(7, 200, Change.SHUFFLED_LABELS);
    writeDay(8, 200, Change.NONE);
  }

  private static void writeDay(int day, int rows, Change change) throws IOException {
    Path place = Files.createDirectories(home.resolve("landing/2026-11-0" + day));
    write(place.resolve("part.csv"), day, rows, change);
  }

  private static void write(Path file, long seed, int rows, Change change) throws IOException {
    AddressedRandom random = AddressedRandom.of(seed, "rows");
    List<String> lines = new ArrayList<>(List.of("u,v,w,label"));
    long draw = 0;
    for (int row = 0; row < rows; row++) {
      double u = random.normal(draw++);
      double v = random.normal(draw++);
      double w = random.normal(draw++);
      boolean up = change == Change.SHUFFLED_LABELS ? random.uniform(draw++) < 0.5 : u + v > 0;
      double shift = change == Change.SHIFTED ? 3 : 0;
      String last = change == Change.BROKEN && row == 7 ? "?" : String.valueOf(w);
      lines.add(String.format(Locale.ROOT, "%s,%s,%s,%s", u + shift, v, last, up ? "up" : "down"));
    }
    Files.write(file, lines);
  }

  /** The whole story twice, in two layouts: the same decisions, and the same models. */
  @Test
  void everyDayHasItsDecisionInEveryLayout() throws IOException {
    List<String> first = story(folder.resolve("one"), 1);
    assertThat(first)
        .containsExactly(
            "0 published", "0 published", "9 refused", "3", "10", "9 refused", "8 kept", "8 kept");
    assertThat(story(folder.resolve("three"), 3)).isEqualTo(first);
    assertThat(models(folder.resolve("three")))
        .isEqualTo(models(folder.resolve("one")))
        .hasSize(4)
        .doesNotHaveDuplicates();
    assertThat(folder.resolve("one/versions/000002/profile.json")).isNotEmptyFile();
    assertThat(folder.resolve("one/versions/000003/model.safetensors")).doesNotExist();
  }

  private static List<String> story(Path registry, int partitions) {
    List<String> story = new ArrayList<>();
    for (int day = 1; day <= 8; day++) {
      String more = day == 1 ? LITTLE : "--learning-rate=0.01";
      CommandLineRun run = day(registry, day, partitions, more);
      String act = run.out().replaceFirst("version \\d+ (\\w+): (?s:.*)", " $1");
      story.add(run.exitCode() + act);
    }
    return story;
  }

  private static List<String> models(Path registry) throws IOException {
    List<String> hashes = new ArrayList<>();
    for (int version = 1; version <= 6; version++) {
      Path run = registry.resolve(String.format(Locale.ROOT, "versions/%06d/run.json", version));
      if (Files.exists(run)) {
        hashes.add(new ObjectMapper().readTree(run.toFile()).get("weightsSha256").textValue());
      }
    }
    return hashes;
  }

  @Test
  void theSameDayDataAndRecipeHaveOneDecision() throws IOException {
    Path registry = folder.resolve("registry");
    Path history = registry.resolve("history.jsonl");
    assertThat(day(registry, 2, 2).exitCode()).isEqualTo(ExitCode.DONE);
    CommandLineRun again = day(registry, 2, 3);
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(again.out()).startsWith("version 1 was published: ");
    assertThat(history).content().hasLineCount(1);
    assertThat(day(registry, 2, 2, LITTLE).exitCode()).isEqualTo(ExitCode.KEPT);
    CommandLineRun worseAgain = day(registry, 2, 2, LITTLE, "--kept-is-ok");
    assertThat(worseAgain.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(worseAgain.out()).startsWith("version 2 was kept: ");
    assertThat(history).content().hasLineCount(2);
  }

  @Test
  void decisionAndMetricsTellTheFigures() throws IOException {
    Path registry = folder.resolve("registry");
    Path metrics = folder.resolve("retrain.prom");
    assertThat(day(registry, 1, 2, LITTLE).exitCode()).isZero();
    CommandLineRun second =
        day(registry, 2, 2, "--metrics-file=" + metrics, "--tag=team=churn", "--json");
    assertThat(second.exitCode()).as(second.err()).isZero();
    ObjectMapper json = new ObjectMapper();
    JsonNode decision = json.readTree(second.out());
    assertThat(decision)
        .isEqualTo(json.readTree(registry.resolve("versions/000002/decision.json").toFile()));
    assertThat(decision.at("/data/day").asText()).isEqualTo("2026-11-02");
    assertThat(decision.at("/verdict/test/name").asText()).contains("McNemar");
    assertThat(decision.at("/tags/team").asText()).isEqualTo("churn");
    assertThat(decision.at("/checks/2/name").asText()).isEqualTo("drift");
    String label = "{registry=\"" + registry + "\"";
    assertThat(PrometheusSamples.parse(Files.readString(metrics)))
        .containsEntry("lockstep_retrain_outcome" + label + ",outcome=\"published\"}", 1.0)
        .containsEntry("lockstep_retrain_champion_version" + label + "}", 2.0)
        .containsEntry("lockstep_retrain_holdout_examples" + label + "}", 400.0)
        .containsKey("lockstep_retrain_p" + label + "}")
        .containsKey("lockstep_retrain_drift" + label + "}")
        .containsKey("lockstep_retrain_phase_seconds" + label + ",phase=\"train\"}");
  }

  @Test
  void aDryRunLeavesNothing() {
    Path registry = folder.resolve("registry");
    CommandLineRun run = day(registry, 2, 2, "--dry-run");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("dry run published: ");
    assertThat(registry).doesNotExist();
  }

  /** A file of options serves train too, and names data of its own. */
  @Test
  void dataAfterAnArgumentFileTakeThePlaceOfTheFiles() throws IOException {
    Path file = folder.resolve("churn.conf");
    Files.writeString(file, "--data " + home.resolve("nowhere.csv") + " --hidden 4");
    Path registry = folder.resolve("registry");
    List<Object> words = new ArrayList<>(List.of("retrain", "@" + file, "--registry", registry));
    words.addAll(List.of("--data", home.resolve("landing/2026-11-02"), "--epochs", "1"));
    CommandLineRun run = CommandLineRun.of(words.toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(registry.resolve("versions/000001/decision.json"))
        .content()
        .doesNotContain("\"training\" : [ \"" + home.resolve("nowhere.csv"));
  }

  @Test
  void lossesOfDifferentKindsAreNotCompared() {
    Path registry = folder.resolve("registry");
    assertThat(day(registry, 1, 2, "--metric=loss").exitCode()).isZero();
    CommandLineRun squares = day(registry, 2, 2, "--metric=loss", "--loss=mse");
    assertThat(squares.exitCode()).as(squares.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(squares.out()).contains("cannot be compared with the champion");
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    CommandLineRun run = day(folder.resolve("registry"), 2, 2, "--holdout-days=1");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--holdout and --holdout-days exclude each other");
  }

  private static CommandLineRun day(Path registry, int day, int partitions, String... more) {
    List<Object> words = new ArrayList<>(List.of("retrain", "--registry", registry));
    words.addAll(List.of("--data", home.resolve("landing") + "/{day}/*.csv"));
    words.addAll(List.of("--day", "2026-11-0" + day, "--holdout", home.resolve("holdout.csv")));
    words.addAll(List.of("--hidden", "8", "--batch", "20", "--epochs", "6"));
    words.addAll(List.of("--partitions", partitions, "--max-drift", "2", "--min-examples", "50"));
    words.addAll(List.of(more));
    return CommandLineRun.of(words.toArray());
  }
}
