package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Days of a raw table of prices: towns are text, cells are missing, and prices are whole. */
@Tag("slow")
class RetrainNumbersTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TOWNS = List.of("Bern", "Chur", "Thun");

  @TempDir static Path home;
  @TempDir Path folder;

  @BeforeAll
  static void writeDays() throws IOException {
    write(home.resolve("holdout.csv"), 99, 150, 0.1, "Thun", 1);
    day(1, 0.1, "Thun", 1);
    day(2, 0.1, "Thun", 1);
    day(3, 0.5, "Zug", 1); // Other gaps, and a town that is new.
    day(4, 0.1, "Thun", 0.001); // Prices in thousands.
  }

  private static void day(int day, double gaps, String town, double unit) throws IOException {
    Path place = Files.createDirectories(home.resolve("in/2026-11-0" + day));
    write(place.resolve("part.csv"), day, 200, gaps, town, unit);
  }

  private static void write(Path file, int seed, int rows, double gaps, String town, double unit)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("area,town,price"));
    for (int row = 0; row < rows; row++) {
      AddressedRandom random = AddressedRandom.of(seed, "houses").child(row);
      double area = 50 + 100 * random.uniform(0);
      int t = (int) (3 * random.uniform(1));
      long price = Math.round(unit * (2_000 * area + 50_000 * t + 4_000 * random.normal(2)));
      lines.add(
          String.format(
              Locale.ROOT,
              "%s,%s,%d",
              random.uniform(8) < gaps ? "" : String.format(Locale.ROOT, "%.1f", area),
              t == 2 ? town : TOWNS.get(t),
              price));
    }
    Files.write(file, lines);
  }

  @Test
  void daysOfPricesArePublishedKeptAndRefused() throws IOException {
    Path registry = folder.resolve("registry");
    CommandLineRun unsure = day(registry, 1);
    assertThat(unsure.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(unsure.err()).contains("--task regression predicts numbers");

    CommandLineRun first = day(registry, 1, "--task=regression", "--epochs=2");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("version 1 published: mean loss ").endsWith("model\n");

    Path metrics = folder.resolve("m.prom");
    CommandLineRun second = day(registry, 2, "--min-gain=0.05", "--metrics-file=" + metrics);
    assertThat(second.exitCode()).as(second.out() + second.err()).isZero();
    assertThat(second.err()).doesNotContain("warning");
    assertThat(second.out()).contains("version 2 published: mean loss ", "better by ", "% (paired");
    JsonNode decision = decision(registry, 2);
    JsonNode verdict = decision.path("verdict");
    assertThat(verdict.path("metric").asText()).isEqualTo("loss");
    double before = verdict.path("first").asDouble();
    double after = verdict.path("second").asDouble();
    assertThat(verdict.path("gain").asDouble())
        .isCloseTo((before - after) / before, within(1e-4))
        .isBetween(0.05, 1.0);
    assertThat(decision.at("/scores/second/targets/0/name").asText()).isEqualTo("price");
    assertThat(decision.at("/scores/second/rmse").asDouble())
        .isLessThan(decision.at("/scores/first/rmse").asDouble());
    Map<String, Double> samples = PrometheusSamples.parse(Files.readString(metrics));
    assertThat(samples).containsValues(before, after, verdict.path("gain").asDouble());
    CommandLineRun again = day(registry, 2, "--min-gain=0.05");
    assertThat(again.out()).startsWith("version 2 was published: ");

    CommandLineRun compared =
        CommandLineRun.of(
            "compare",
            registry + "@1",
            registry + "@2",
            "--json",
            "--data",
            home.resolve("holdout.csv"));
    assertThat(JSON.readTree(compared.out()).path("gain"))
        .as(compared.err())
        .isEqualTo(verdict.path("gain"));

    CommandLineRun broken = day(registry, 4, "--max-drift=3");
    assertThat(broken.exitCode()).as(broken.out() + broken.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(broken.out())
        .startsWith("version 3 refused: the data have drifted from those of the champion")
        .contains("above 3.0: the target price ")
        .doesNotContain("area", "town");
    CommandLineRun drifted = day(registry, 3, "--max-drift=0.7", "--quiet");
    assertThat(drifted.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(drifted.err())
        .contains("above 0.7: town ", ", area (missing) ", "; new categories: town=Zug");

    assertThat(CommandLineRun.of("rollback", registry).exitCode()).isZero();
    assertThat(CommandLineRun.of("history", registry).out())
        .contains("published", "refused", "rolled back", "the champion is version 1 since");
    CommandLineRun kept = day(registry, 2, "--epochs=1", "--max-drift=3");
    assertThat(kept.exitCode()).as(kept.out() + kept.err()).isEqualTo(ExitCode.KEPT);
    assertThat(kept.out()).contains(": worse by ");
    assertThat(decision(registry, 5).at("/verdict/first").asDouble())
        .as("the champion's loss on the same rows is the same on all days")
        .isEqualTo(before);
  }

  @Test
  void whatIsForClassesDoesNotGoWithNumbers() {
    Path registry = folder.resolve("registry");
    for (String option : List.of("--metric=accuracy", "--max-class-loss=0.1", "--min-gain=2")) {
      CommandLineRun run = day(registry, 1, "--task=regression", option);
      assertThat(run.exitCode()).as(option).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains(option.replaceAll("=.*", ""));
    }
    assertThat(registry.resolve("history.jsonl")).doesNotExist();
  }

  @Test
  void aWarmStartGoesOnFromTheChampionsNumbers() throws IOException {
    Path registry = folder.resolve("registry");
    assertThat(day(registry, 1, "--task=regression").exitCode()).isZero();
    CommandLineRun warm = day(registry, 3, "--warm-start", "--epochs=2");
    assertThat(warm.exitCode()).as(warm.err()).isIn(ExitCode.DONE, ExitCode.KEPT);
    assertThat(warm.err()).contains("the data have drifted", "town ").doesNotContain("Zug");
    CommandLineRun classes = day(registry, 2, "--task=classification");
    assertThat(classes.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(classes.out()).contains("the champion predicts numbers, and the labels are classes");
  }

  private static JsonNode decision(Path registry, int version) throws IOException {
    return JSON.readTree(registry.resolve("versions/00000" + version + "/decision.json").toFile());
  }

  private static CommandLineRun day(Path registry, int day, String... more) {
    List<Object> words = new ArrayList<>(List.of("retrain", "--registry", registry));
    words.addAll(List.of("--data", home.resolve("in") + "/{day}/*.csv", "--label", "price"));
    words.addAll(List.of("--day", "2026-11-0" + day, "--holdout", home.resolve("holdout.csv")));
    words.addAll(List.of("--missing=mean", "--hidden=8", "--batch=20", "--learning-rate=0.01"));
    words.addAll(List.of("--partitions=2", "--warn-drift=0.3", "--report=none"));
    words.addAll(List.of(more));
    if (List.of(more).stream().noneMatch(option -> option.startsWith("--epochs"))) {
      words.add("--epochs=12");
    }
    return CommandLineRun.of(words.toArray());
  }
}
