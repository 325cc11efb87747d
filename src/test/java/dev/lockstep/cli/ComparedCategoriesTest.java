package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two models that know different categories, or want different things of their columns, score one
 * table together as each does alone.
 */
@Tag("slow")
class ComparedCategoriesTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each kind's label is of its own, so that a model that mistakes a kind is found out. */
  private static final List<String> WARM = List.of("red,0", "orange,1", "white,1");

  private static final List<String> COLD = List.of("white,1", "azure,0", "violet,1");
  private static final String WORDS = "--hidden 6 --epochs 60 --batch 32 --report none";

  @TempDir static Path home;
  private static Path test;

  @TempDir Path folder;

  @BeforeAll
  static void writeTest() throws IOException {
    test = table(home.resolve("test.csv"), List.of("red,0", "orange,1", "azure,0", "violet,1"), 7);
  }

  /** Writes rows of kinds, each with its label, and a number that says nothing. */
  private static Path table(Path file, List<String> kinds, int step) throws IOException {
    List<String> lines = new ArrayList<>(List.of("kind,label,x"));
    for (int i = 0; i < 160; i++) {
      lines.add(kinds.get(i % kinds.size()) + "," + i * step % 11);
    }
    return Files.write(file, lines);
  }

  private static CommandLineRun run(String words, Object... more) {
    List<Object> all = new ArrayList<>(Arrays.asList((Object[]) words.split(" ")));
    all.addAll(List.of(more));
    return CommandLineRun.of(all.toArray());
  }

  private static CommandLineRun done(String words, Object... more) {
    CommandLineRun run = run(words, more);
    assertThat(run.exitCode()).as(run.err()).isIn(ExitCode.DONE, ExitCode.KEPT);
    return run;
  }

  private Path trained(String name, List<String> kinds, String more) throws IOException {
    Path data = table(folder.resolve(name + ".csv"), kinds, 5);
    Path out = folder.resolve(name);
    done("train " + WORDS + more, "--data", data, "--out", out);
    return out;
  }

  private static JsonNode alone(Path model) throws IOException {
    return JSON.readTree(done("evaluate --json", model, "--data", test).out());
  }

  private static void assertScores(JsonNode together, Path model) throws IOException {
    JsonNode alone = alone(model);
    for (String field : List.of("examples", "correct", "accuracy", "meanLoss", "confusion")) {
      assertThat(together.get(field)).as(field).isNotNull().isEqualTo(alone.get(field));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --max-categories 2"})
  void eachModelKnowsItsOwnCategoriesWhicheverIsTheFirst(String more) throws IOException {
    Path warm = trained("warm", WARM, more);
    Path cold = trained("cold", COLD, more);
    for (List<Path> pair : List.of(List.of(warm, cold), List.of(cold, warm))) {
      CommandLineRun compared = done("compare --json", pair.get(0), pair.get(1), "--data", test);
      JsonNode scores = JSON.readTree(compared.out()).get("scores");
      assertScores(scores.get("first"), pair.get(0));
      assertScores(scores.get("second"), pair.get(1));
    }
  }

  @Test
  void oneOfTwoModelsMayTakeGapsWhicheverIsTheFirst() throws IOException {
    Path plain = trained("plain", List.of("3,0", "8,1", "5,1"), "");
    Path gaps = trained("gaps", List.of("3,0", "8,1", ",1"), " --missing mean --missing-flag");
    Path numbers = table(folder.resolve("n.csv"), List.of("2,0", "6,1", "9,1"), 3);
    Path lacking = table(folder.resolve("l.csv"), List.of("2,0", "6,1", ",1"), 3);
    for (List<Path> pair : List.of(List.of(plain, gaps), List.of(gaps, plain))) {
      CommandLineRun compared = done("compare --json", pair.get(0), pair.get(1), "--data", numbers);
      JsonNode scores = JSON.readTree(compared.out()).get("scores");
      for (int i = 0; i < 2; i++) {
        JsonNode alone =
            JSON.readTree(done("evaluate --json", pair.get(i), "--data", numbers).out());
        assertThat(scores.get(i == 0 ? "first" : "second").get("meanLoss"))
            .isEqualTo(alone.get("meanLoss"));
      }
      CommandLineRun refused = run("compare", pair.get(0), pair.get(1), "--data", lacking);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(refused.err()).contains("l.csv: row 4, column 'kind': is empty");
    }
  }

  /** Whichever of the two it is, the row is named. */
  @Test
  void aTextThatOneOfTwoModelsRefusesIsRefusedWithItsRow() throws IOException {
    Path warm = trained("warm", WARM, " --unseen refuse");
    Path cold = trained("cold", COLD, "");
    Path white = table(folder.resolve("w.csv"), List.of("red,0", "white,1"), 3);
    for (List<Path> pair : List.of(List.of(warm, cold), List.of(cold, warm))) {
      CommandLineRun refused = run("compare", pair.get(0), pair.get(1), "--data", test);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(refused.err()).contains("test.csv: row 4, column 'kind': 'azure'");
      CommandLineRun compared = done("compare --json", pair.get(0), pair.get(1), "--data", white);
      JsonNode scores = JSON.readTree(compared.out()).get("scores");
      for (int i = 0; i < 2; i++) {
        JsonNode alone = JSON.readTree(done("evaluate --json", pair.get(i), "--data", white).out());
        assertThat(scores.get(i == 0 ? "first" : "second").get("meanLoss"))
            .isEqualTo(alone.get("meanLoss"));
      }
    }
  }

  @Test
  void aColumnOfCategoriesDoesNotCompareWithOneOfNumbers() throws IOException {
    Path numbers = trained("numbers", List.of("3,0", "8,1", "5,1"), "");
    Path warm = trained("warm", WARM, "");
    CommandLineRun refused = run("compare", numbers, warm, "--data", test);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err())
        .contains("'kind' holds numbers for the first model and categories for the second");
  }

  private JsonNode retrained(Path registry, Path data, int version, String more)
      throws IOException {
    done(
        "retrain --max-drift 100 " + WORDS + more,
        "--registry",
        registry,
        "--data",
        data,
        "--holdout",
        test);
    return JSON.readTree(registry.resolve("versions/00000" + version + "/decision.json").toFile());
  }

  @Test
  void theChampionIsScoredOnItsOwnCategories() throws IOException {
    Path registry = folder.resolve("registry");
    retrained(registry, table(folder.resolve("warm.csv"), WARM, 5), 1, "");
    JsonNode decided = retrained(registry, table(folder.resolve("cold.csv"), COLD, 5), 2, "");
    assertScores(decided.at("/scores/first"), registry.resolve("versions/000001"));
    assertScores(decided.at("/scores/second"), registry.resolve("versions/000002"));
  }
}
