package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares a network that has hardly learned with one that has. */
@Tag("slow")
class CompareCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path home;
  private static Path data;
  private static Path holdout;
  private static Path weak;
  private static Path strong;

  @BeforeAll
  static void train() throws IOException {
    data = noisy("flowers.csv", 1);
    holdout = noisy("holdout.csv", 2);
    weak = train("weak", data, "--epochs", 1, "--learning-rate", 0.001);
    strong = train("strong", data, "--epochs", 20, "--hidden", "16,8", "--batch", 32);
  }

  /** Every tenth flower has the name of another kind, so that no model is perfect. */
  private static Path noisy(String name, long seed) throws IOException {
    Path file = TableCommands.flowers(home.resolve(name), seed, 600);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    for (int i = 1; i < lines.size(); i += 10) {
      String line = lines.get(i);
      int comma = line.lastIndexOf(',') + 1;
      int kind = TableCommands.KINDS.indexOf(line.substring(comma));
      lines.set(i, line.substring(0, comma) + TableCommands.KINDS.get((kind + 1) % 3));
    }
    return Files.write(file, lines);
  }

  private static Path train(String name, Path table, Object... options) {
    Path run = home.resolve(name);
    Object[] all = new Object[options.length + 7];
    System.arraycopy(
        new Object[] {"train", "--data", table, "--label", "kind", "--out", run}, 0, all, 0, 7);
    System.arraycopy(options, 0, all, 7, options.length);
    CommandLineRun training = CommandLineRun.of(all);
    assertThat(training.exitCode()).as(training.err()).isZero();
    return run;
  }

  @Test
  void theBetterModelHasExitCode0AndTheOther8() throws IOException {
    CommandLineRun better = CommandLineRun.of("compare", weak, strong, "--data", holdout);
    assertThat(better.exitCode()).as(better.out() + better.err()).isZero();
    assertThat(better.outAfter("better: "))
        .startsWith("accuracy ")
        .endsWith("(exact McNemar test, p < 0.0001)");
    CommandLineRun worse = CommandLineRun.of("compare", strong, weak, "--data", holdout);
    assertThat(worse.exitCode()).isEqualTo(ExitCode.KEPT);
    assertThat(worse.outAfter("not better: ")).contains(": worse by 0.");
    CommandLineRun same = CommandLineRun.of("compare", strong, strong, "--data", holdout);
    assertThat(same.exitCode()).isEqualTo(ExitCode.KEPT);
    assertThat(same.outAfter("not better: ")).endsWith(": no gain");
  }

  @ParameterizedTest
  @CsvSource({
    "accuracy, exact McNemar test",
    "loss, paired t test",
    "macro-f1, paired randomization test of 9999 rounds",
    "balanced-accuracy, paired randomization test of 9999 rounds",
  })
  void jsonHasBothScoresAndTheTest(String metric, String test) throws IOException {
    JsonNode root = compareAsJson("--metric", metric);
    assertThat(root.get("outcome").asText()).isEqualTo("better");
    assertThat(root.get("metric").asText()).isEqualTo(metric);
    assertThat(root.at("/test/name").asText()).isEqualTo(test);
    assertThat(root.at("/test/p").asDouble()).isLessThan(0.001);
    assertThat(root.at("/test/interval/low").asDouble())
        .isPositive()
        .isLessThan(root.get("gain").asDouble());
    for (Path run : List.of(weak, strong)) {
      JsonNode alone = json("evaluate", run, "--data", holdout, "--json");
      JsonNode scored = root.at("/scores/" + (run == weak ? "first" : "second"));
      for (String field : List.of("accuracy", "meanLoss", "confusion", "calibration", "classes")) {
        assertThat(scored.get(field)).as(field).isEqualTo(alone.get(field));
      }
      assertThat(scored.get("weightsSha256")).isEqualTo(alone.get("weightsSha256"));
      assertThat(root.get("fingerprint")).isEqualTo(alone.get("fingerprint"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--min-gain, 0.99, the gain of",
    "--min-value, 1, is not good enough: the gate asks for 1",
    "--alpha, 0, the gain may be chance",
  })
  void theGateAsksForMore(String option, String value, String reason) throws IOException {
    CommandLineRun run =
        CommandLineRun.of("compare", weak, strong, "--data", holdout, option, value);
    assertThat(run.exitCode()).isEqualTo(ExitCode.KEPT);
    assertThat(run.outAfter("not better: ")).contains(reason);
  }

  @Test
  void columnsInAnotherOrderAreMatchedByName() throws IOException {
    Path turned = home.resolve("turned.csv");
    List<String> lines =
        Files.readAllLines(data).stream()
            .map(line -> line.split(","))
            .map(cells -> cells[1] + "," + cells[2] + "," + cells[0])
            .toList();
    Files.write(turned, lines);
    Path other = train("turned", turned, "--epochs", 20);
    JsonNode root = json("compare", weak, other, "--data", holdout, "--json");
    JsonNode alone = json("evaluate", other, "--data", holdout, "--json");
    assertThat(root.at("/scores/second/confusion")).isEqualTo(alone.get("confusion"));
  }

  @Test
  void modelsThatDoNotCompareAreNamed() {
    Path digits = home.resolve("digits");
    Path images = IdxFixture.writeDigits(home.resolve("images"), 100, 20);
    assertThat(
            CommandLineRun.of("train", "--data", images, "--epochs", 1, "--out", digits).exitCode())
        .isZero();
    CommandLineRun run = CommandLineRun.of("compare", strong, digits, "--data", holdout);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .startsWith(
            "lockstep: "
                + strong
                + " and "
                + digits
                + " do not compare: the first model takes 2 features, the second 784");
    Path squares = train("squares", data, "--epochs", 1, "--loss", "mse");
    CommandLineRun losses =
        CommandLineRun.of("compare", strong, squares, "--data", holdout, "--metric", "loss");
    assertThat(losses.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(losses.err()).contains("the first model has the loss cross-entropy, the second mse");
    assertThat(CommandLineRun.of("compare", strong, squares, "--data", holdout).exitCode())
        .isEqualTo(ExitCode.KEPT);
  }

  @ParameterizedTest
  @CsvSource({
    "--alpha, 2, --alpha must be from 0 to 1: 2.0",
    "--min-value, 95, --min-value must be from 0 to 1: 95.0",
    "--min-gain, -0.1, a negative --min-gain goes with --alpha 1",
    "--metric, f1, is not one of",
  })
  void wrongOptionsAreNamed(String option, String value, String message) {
    CommandLineRun run =
        CommandLineRun.of("compare", weak, strong, "--data", holdout, option, value);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(message);
  }

  /** Both runs have held out the same fifth of their table. */
  @Test
  void theTestSetOfTheRunsIsTheDefault() throws IOException {
    JsonNode byDefault = json("compare", weak, strong, "--json");
    assertThat(byDefault.at("/scores/first/accuracy").asDouble())
        .isEqualTo(record(weak).at("/test/accuracy").asDouble());
    assertThat(byDefault.at("/scores/second/accuracy").asDouble())
        .isEqualTo(record(strong).at("/test/accuracy").asDouble());
    assertThat(byDefault.get("notes")).isEmpty();
    assertThat(json("compare", weak, strong, "--data", data, "--json").at("/notes/0").asText())
        .startsWith("note: a run learned from four fifths of these");
  }

  @Test
  void evaluationAsJsonHasAveragesAndCalibration() throws IOException {
    JsonNode root = json("evaluate", strong, "--data", holdout, "--json");
    assertThat(root.get("examples").asInt()).isEqualTo(600);
    assertThat(root.at("/macro/recall").asDouble())
        .isEqualTo(root.get("balancedAccuracy").asDouble());
    assertThat(root.at("/weighted/recall").asDouble())
        .isCloseTo(root.get("accuracy").asDouble(), offset(1e-12));
    assertThat(root.at("/calibration/expectedError").asDouble()).isBetween(0.0, 0.5);
    assertThat(
            StreamSupport.stream(root.at("/calibration/bins").spliterator(), false)
                .mapToInt(bin -> bin.get("examples").asInt())
                .sum())
        .isEqualTo(600);
    assertThat(root.has("areaUnderCurve")).isFalse();
    assertThat(root.get("missed")).isEmpty();
  }

  @Test
  void ofTwoClassesTheAreaUnderTheCurveIsTold() throws IOException {
    Path two = home.resolve("two.csv");
    Files.write(
        two, Files.readAllLines(data).stream().filter(line -> !line.endsWith("setosa")).toList());
    Path run = train("two", two, "--epochs", 20);
    JsonNode root = json("evaluate", run, "--json");
    assertThat(root.get("areaUnderCurve").asDouble()).isBetween(0.6, 1.0);
  }

  @Test
  void aModelThatMissesABoundHasExitCode8() throws IOException {
    CommandLineRun met =
        CommandLineRun.of(
            "evaluate", strong, "--data", holdout, "--min-accuracy", 0.5, "--max-loss", 5);
    assertThat(met.exitCode()).as(met.out()).isZero();
    CommandLineRun missed =
        CommandLineRun.of(
            "evaluate",
            weak,
            "--data",
            holdout,
            "--min-accuracy",
            1,
            "--max-loss",
            0.001,
            "--min-macro-f1",
            0);
    assertThat(missed.exitCode()).isEqualTo(ExitCode.KEPT);
    assertThat(missed.outAfter("accuracy 0.")).endsWith(" misses --min-accuracy 1.0");
    assertThat(missed.outAfter("mean loss ")).endsWith(" misses --max-loss 0.001");
    CommandLineRun wrong =
        CommandLineRun.of("evaluate", weak, "--data", holdout, "--min-accuracy", 95);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("--min-accuracy must be from 0 to 1: 95.0");
  }

  private static JsonNode compareAsJson(Object option, Object value) throws IOException {
    return json("compare", weak, strong, "--data", holdout, "--json", option, value);
  }

  private static JsonNode json(Object... args) throws IOException {
    CommandLineRun run = CommandLineRun.of(args);
    assertThat(run.exitCode()).as(run.out() + run.err()).isIn(ExitCode.DONE, ExitCode.KEPT);
    return new ObjectMapper().readTree(run.out());
  }

  private static JsonNode record(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("run.json").toFile());
  }
}
