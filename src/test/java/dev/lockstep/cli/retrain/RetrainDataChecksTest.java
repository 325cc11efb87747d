package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Days whose data are too few, or not of the champion's classes: each has a decision. */
@Tag("slow")
class RetrainDataChecksTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir Path folder;
  private Path registry;
  private Path holdout;

  @BeforeEach
  void writeHoldout() throws IOException {
    registry = folder.resolve("registry");
    holdout = folder.resolve("holdout.csv");
    write(holdout, 99, 60, "a", "b", "c");
  }

  private void day(int day, int rows, String... classes) throws IOException {
    Path place = Files.createDirectories(folder.resolve("landing/2026-11-0" + day));
    write(place.resolve("part.csv"), day, rows, classes);
  }

  private static void write(Path file, long seed, int rows, String... classes) throws IOException {
    AddressedRandom random = AddressedRandom.of(seed, "rows");
    List<String> lines = new ArrayList<>(List.of("u,v,label"));
    for (int row = 0; row < rows; row++) {
      int label = row % classes.length;
      lines.add((random.normal(row) + 3 * label) + "," + label + "," + classes[label]);
    }
    Files.write(file, lines);
  }

  /** The test set has the class, so that its reading fails. */
  @Test
  void aDayThatLacksAClassIsRefusedOnce() throws IOException {
    day(1, 60, "a", "b", "c");
    day(2, 60, "a", "b");
    String test = "--holdout=" + holdout;
    assertThat(retrain("--day=2026-11-01", test).exitCode()).isZero();
    CommandLineRun refused = retrain("--day=2026-11-02", test);
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.out())
        .startsWith("version 2 refused: the classes are not the champion's; missing: c");
    JsonNode decision = decision(2);
    assertThat(decision.at("/checks/0/name").asText()).isEqualTo("examples");
    assertThat(decision.at("/checks/1/name").asText()).isEqualTo("classes");
    assertThat(decision.at("/checks/1/figure").asInt()).isEqualTo(2);
    assertThat(decision.at("/data/examples").asInt()).isEqualTo(60);
    assertThat(decision.at("/source").isTextual()).isTrue();
    assertThat(retrain("--day=2026-11-02", test).out()).startsWith("version 2 was refused: ");
    Path place = folder.resolve("landing/2026-11-02");
    Files.move(place.resolve("part.csv"), place.resolve("other.csv")); // Else no Spark is asked.
    CommandLineRun again = retrain("--day=2026-11-02", test);
    assertThat(again.out()).startsWith("version 2 was refused: ");
    assertThat(retrain("--day=2026-11-02", test, "--warm-start").out())
        .as("a champion of other classes is no start, but that is not why")
        .startsWith("version 3 refused: the classes are not the champion's");
    assertThat(registry.resolve("history.jsonl")).content().hasLineCount(3);
    day(2, 60, "a", "b", "c");
    assertThat(retrain("--day=2026-11-02", test).out()).startsWith("version 4 ");
  }

  @Test
  void aDayOfOneClassIsRefusedIfThereIsAChampion() throws IOException {
    day(1, 60, "a", "b", "c");
    day(2, 60, "b");
    String test = "--holdout=" + holdout;
    CommandLineRun first = retrain("--day=2026-11-02", test);
    assertThat(first.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(first.err()).contains("all labels are 'b': there is nothing to learn");
    assertThat(retrain("--day=2026-11-01", test).exitCode()).isZero();
    CommandLineRun later = retrain("--day=2026-11-02", test);
    assertThat(later.exitCode()).as(later.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(later.out())
        .startsWith("version 2 refused: the classes are not the champion's; missing: a, c");
    assertThat(retrain("--day=2026-11-02", test).out()).startsWith("version 2 was refused: ");
  }

  /** Of days of one row, most have no row to test on, the others none to learn from. */
  @Test
  void daysOfAFewRowsAreInTheHistoryOfABackfill() throws IOException {
    for (int day = 1; day <= 8; day++) {
      day(day, 1, "a", "b", "c");
    }
    day(9, 0, "a", "b", "c");
    String[] days = {"--backfill=2026-11-01..2026-11-09", "--classes=a,b,c"};
    CommandLineRun run = retrain(days);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out().lines().map(line -> line.replaceFirst(".*(refused: .*)", "$1")).toList())
        .hasSize(9)
        .contains("refused: 0 examples to test on, 1 wanted")
        .endsWith("refused: 0 examples to train on, 1 wanted")
        .filteredOn(line -> line.contains("train on"))
        .hasSizeBetween(2, 8);
    assertThat(registry.resolve("history.jsonl")).content().hasLineCount(9);
    assertThat(decision(9).at("/checks/0/figure").asInt(-1)).isZero();
    CommandLineRun again = retrain(days);
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(again.out().lines()).hasSize(9).allMatch(line -> line.contains(" was refused: "));
    assertThat(registry.resolve("history.jsonl")).content().hasLineCount(9);
  }

  @Test
  void aSideOfAShareThatIsEmptyRefuses() throws IOException {
    day(1, 2, "a", "b");
    String test = "--holdout=" + holdout;
    CommandLineRun run = retrain("--day=2026-11-01", test, "--classes=a,b,c", "--validation=0.001");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.out())
        .startsWith("version 1 refused: 0 examples to watch training by, 1 wanted");
  }

  /** An empty test set that is the same on all days is no day's fault. */
  @Test
  void onlyDaysThatAreHeldOutAreRefusedForTheirEmptiness() throws IOException {
    day(1, 60, "a", "b", "c");
    day(2, 0, "a");
    CommandLineRun days = retrain("--day=2026-11-02", "--days=2", "--holdout-days=1");
    assertThat(days.exitCode()).as(days.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(days.out()).startsWith("version 1 refused: 0 examples to test on, 1 wanted");
    write(holdout, 99, 0, "a");
    CommandLineRun fixed = retrain("--day=2026-11-01", "--holdout=" + holdout);
    assertThat(fixed.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(fixed.err()).contains("holdout.csv: has no examples");
  }

  private JsonNode decision(int version) throws IOException {
    return new ObjectMapper()
        .readTree(registry.resolve("versions/00000" + version + "/decision.json").toFile());
  }

  private CommandLineRun retrain(String... more) {
    List<Object> words = new ArrayList<>(List.of("retrain", "--registry", registry));
    words.addAll(List.of("--data", folder.resolve("landing") + "/{day}/*.csv"));
    words.addAll(List.of("--hidden", "4", "--batch", "20", "--epochs", "2", "--partitions", 2));
    words.addAll(List.of(more));
    return CommandLineRun.of(words.toArray());
  }
}
