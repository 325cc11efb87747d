package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.registry.Act;
import dev.lockstep.registry.Champion;
import dev.lockstep.registry.Registry;
import dev.lockstep.testing.PrometheusSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file for a textfile collector, after runs of every end. */
class RetrainMetricsTest {
  private static final Champion CHAMPION =
      new Champion(3, OptionalInt.empty(), Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir Path folder;

  @Test
  void aDecisionTellsItsFigures() throws IOException {
    ObjectNode details =
        json(
            """
            {"data": {"examples": 200, "holdoutExamples": 50},
             "checks": [{"name": "examples", "figure": 200}, {"name": "drift", "figure": 0.25}],
             "verdict": {"first": 0.5, "second": 0.75, "gain": 0.25, "test": {"p": 1e-7}},
             "seconds": {"load": 1.5, "train": 20}}
            """);
    decided(Act.PUBLISHED, details, ExitCode.DONE);
    Map<String, Double> samples = samples();
    assertThat(samples)
        .containsEntry(outcome("published"), 1.0)
        .containsEntry(outcome("kept"), 0.0)
        .containsEntry(outcome("refused"), 0.0)
        .containsEntry(outcome("not_yet"), 0.0)
        .containsEntry(outcome("failed"), 0.0)
        .containsEntry(name("exit_code"), 0.0)
        .containsEntry(name("version"), 4.0)
        .containsEntry(name("champion_version"), 3.0)
        .containsEntry(name("examples"), 200.0)
        .containsEntry(name("holdout_examples"), 50.0)
        .containsEntry(name("drift"), 0.25)
        .containsEntry(name("champion_score"), 0.5)
        .containsEntry(name("challenger_score"), 0.75)
        .containsEntry(name("gain"), 0.25)
        .containsEntry(name("p"), 1e-7)
        .containsEntry(labelled("phase_seconds", "phase", "load"), 1.5)
        .containsEntry(labelled("phase_seconds", "phase", "train"), 20.0);
    double now = samples.get(name("last_run_seconds"));
    assertThat(samples.get(name("last_success_seconds"))).isEqualTo(now);
    assertThat(samples.get(name("champion_age_seconds")))
        .isEqualTo(now - samples.get(name("champion_since_seconds")))
        .isGreaterThanOrEqualTo(1_000);
  }

  @Test
  void aChampionThatStaysIsASuccess() throws IOException {
    decided(Act.KEPT, json("{}"), ExitCode.KEPT);
    assertThat(samples())
        .containsEntry(outcome("kept"), 1.0)
        .containsEntry(name("exit_code"), 8.0)
        .containsKey(name("last_success_seconds"));
  }

  /** What was told before a failure is the time of the success only. */
  @ParameterizedTest
  @ValueSource(strings = {"refused", "not_yet", "failed"})
  void aFailureKeepsTheTimeOfTheLastSuccess(String end) throws IOException {
    decided(Act.PUBLISHED, json("{\"data\": {\"examples\": 7}}"), ExitCode.DONE);
    String earlier = name("last_success_seconds") + " 1000000000\n";
    Path file = folder.resolve("m.prom");
    String edited =
        Files.readString(file)
            .replaceAll("(?m)^\\Q" + name("last_success_seconds") + "\\E .*\n", "");
    Files.writeString(file, edited + earlier);
    fail(end);
    fail(end);
    assertThat(samples())
        .containsEntry(outcome(end), 1.0)
        .containsEntry(outcome("published"), 0.0)
        .containsEntry(name("last_success_seconds"), 1e9)
        .doesNotContainKey(name("examples"));
    assertThat(samples().get(name("last_run_seconds"))).isGreaterThan(1e9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused", "not_yet", "failed"})
  void withoutASuccessThereIsNoTimeOfIt(String end) throws IOException {
    fail(end);
    assertThat(samples())
        .containsEntry(outcome(end), 1.0)
        .doesNotContainKey(name("last_success_seconds"));
    Files.write(folder.resolve("m.prom"), new byte[] {(byte) 0xff, 10});
    fail(end);
    assertThat(samples()).doesNotContainKey(name("last_success_seconds"));
  }

  private void fail(String end) throws IOException {
    switch (end) {
      case "refused" -> decided(Act.REFUSED, json("{}"), ExitCode.REFUSED);
      case "not_yet" -> metrics().notYet(ExitCode.NOT_YET);
      default -> metrics().failed(ExitCode.DATA);
    }
  }

  /** Before Spark starts, a run may fail or find that it is too early. */
  @Test
  void everyEndOfACommandIsTold() throws IOException {
    String places = "--registry=" + folder.resolve("m");
    String metrics = "--metrics-file=" + folder.resolve("m.prom");
    Path landing = folder.resolve("landing/{day}");
    CommandLineRun early = CommandLineRun.of("retrain", places, "--data=" + landing, metrics);
    assertThat(early.exitCode()).as(early.err()).isEqualTo(ExitCode.NOT_YET);
    assertThat(samples())
        .containsEntry(outcome("not_yet"), 1.0)
        .containsEntry(name("exit_code"), 10.0);
    CommandLineRun wrong =
        CommandLineRun.of("retrain", places, "--data=" + landing, metrics, "--alpha=2");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(samples())
        .containsEntry(outcome("failed"), 1.0)
        .containsEntry(name("exit_code"), 2.0);
    assertThat(folder.resolve("m")).doesNotExist();
  }

  /** The outcome stands; RetrainCommandTest has the warning. */
  @Test
  void aFileThatCannotBeWrittenChangesNoOutcome() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("m.prom"));
    metrics().notYet(ExitCode.NOT_YET);
    assertThat(inTheWay).isEmptyDirectory();
  }

  /** Files of several registries lie in one folder: a collector tells their samples apart. */
  @Test
  void everySampleNamesItsRegistry() throws IOException {
    Path file = folder.resolve("m.prom");
    Registry odd = new Registry(new org.apache.hadoop.fs.Path("/a \"b\"\\c"), new Configuration());
    new RetrainMetrics(file.toString(), odd, new Configuration()).notYet(ExitCode.NOT_YET);
    assertThat(samples().keySet())
        .allMatch(sample -> sample.contains("{registry=\"/a \\\"b\\\"\\\\c\""));
  }

  @Test
  void theFormatsRulesAreChecked() {
    String head = "# HELP a b\n# TYPE a gauge\n";
    assertThat(PrometheusSamples.parse(head + "a{c=\"d\\\\\"} +Inf\na 1e-3\n")).hasSize(2);
    for (String wrong :
        new String[] {
          "a 1\n",
          "# TYPE a gauge\na 1\n",
          "# HELP a b\na 1\n",
          head,
          head + "a 1",
          head + "b 1\n",
          head + "a 1\na 2\n",
          head + "a 1\n" + head + "a{b=\"c\"} 2\n",
          head + "a Infinity\n",
          head + "a 1 1000\n",
          head + "a{b=\"\"\"} 1\n",
        }) {
      assertThatThrownBy(() -> PrometheusSamples.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private RetrainMetrics metrics() {
    return new RetrainMetrics(folder.resolve("m.prom").toString(), registry(), new Configuration());
  }

  private Registry registry() {
    return new Registry(
        new org.apache.hadoop.fs.Path(folder.resolve("m").toString()), new Configuration());
  }

  private void decided(Act act, ObjectNode details, int exitCode) throws IOException {
    metrics()
        .decided(
            new RetrainReport(
                act, OptionalInt.of(4), Optional.of(CHAMPION), "a reason", details, false),
            exitCode);
  }

  private Map<String, Double> samples() throws IOException {
    return PrometheusSamples.parse(Files.readString(folder.resolve("m.prom")));
  }

  private String outcome(String end) {
    return labelled("outcome", "outcome", end);
  }

  private String name(String family) {
    return "lockstep_retrain_" + family + "{registry=\"" + folder.resolve("m") + "\"}";
  }

  private String labelled(String family, String label, String value) {
    return name(family).replace("}", "," + label + "=\"" + value + "\"}");
  }

  private static ObjectNode json(String text) throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(text);
  }
}
