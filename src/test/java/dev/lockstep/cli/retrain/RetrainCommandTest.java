package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The days of a table: what their commands tell, and leave in the registry. */
@Tag("slow")
class RetrainCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final String LITTLE = "--learning-rate=0.0001";

  @TempDir static Path home;
  @TempDir Path folder;

  /** The change of a day's table. */
  private enum Change {
    NONE,
    SHIFTED
  }

  @BeforeAll
  static void writeDays() throws IOException {
    write(home.resolve("holdout.csv"), 99, 400, Change.NONE);
    writeDay(1, 200, Change.NONE);
    writeDay(2, 200, Change.NONE);
    writeDay(3, 200, Change.SHIFTED);
    writeDay(6, 8, Change.NONE);
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
      double shift = change == Change.SHIFTED ? 3 : 0;
      lines.add(
          String.format(Locale.ROOT, "%s,%s,%s,%s", u + shift, v, w, u + v > 0 ? "up" : "down"));
    }
    Files.write(file, lines);
  }

  @Test
  void theSameDayDataAndRecipeHaveOneDecision() throws IOException {
    Path registry = folder.resolve("registry");
    Path history = registry.resolve("history.jsonl");
    assertThat(day(registry, 1, 2, LITTLE).exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(day(registry, 2, 2, "--warm-start").exitCode()).isEqualTo(ExitCode.DONE);
    CommandLineRun again = day(registry, 2, 3, "--warm-start");
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(again.out()).startsWith("version 2 was published: ");
    assertThat(history).content().hasLineCount(2);
    assertThat(day(registry, 2, 2, LITTLE).exitCode()).isEqualTo(ExitCode.KEPT);
    CommandLineRun worseAgain = day(registry, 2, 2, LITTLE, "--kept-is-ok");
    assertThat(worseAgain.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(worseAgain.out()).startsWith("version 3 was kept: ");
    assertThat(history).content().hasLineCount(3);
  }

  /** Else a schedule of a rerun every half hour would start Spark each time. */
  @Test
  void aRerunFindsItsDecisionWithoutSpark() throws IOException {
    Path registry = folder.resolve("registry");
    assertThat(day(registry, 1, 2, LITTLE).exitCode()).isZero();
    CommandLineRun first = day(registry, 2, 2, "--warm-start", "--json");
    List<Path> before = files(registry);
    int jobs = jobs();
    CommandLineRun again = day(registry, 2, 2, "--warm-start", "--json");
    assertThat(jobs()).isEqualTo(jobs);
    assertThat(again.exitCode()).as(again.err()).isEqualTo(first.exitCode()).isZero();
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(day(registry, 2, 3, "--warm-start").out()).startsWith("version 2 was published: ");
    assertThat(jobs()).isEqualTo(jobs);
    assertThat(files(registry)).isEqualTo(before);
  }

  @Test
  void anotherByteOptionOrChampionIsNoRerun() throws IOException {
    Path registry = folder.resolve("registry");
    Path data = folder.resolve("data.csv");
    write(data, 5, 200, Change.NONE);
    String[] given = {"--data=" + data, "--holdout=" + home.resolve("holdout.csv"), "--epochs=2"};
    assertThat(retrain(registry, given).out()).startsWith("version 1 published");
    Files.writeString(data, Files.readString(data) + "0.5,0.25,0,up\n");
    assertThat(retrain(registry, given).out()).startsWith("version 2 ");
    assertThat(retrain(registry, given).out()).startsWith("version 2 was ");
    assertThat(retrain(registry, given[0], given[1], given[2], "--weight=w").exitCode())
        .isEqualTo(ExitCode.DATA); // Some are negative.
    assertThat(retrain(registry, given[0], given[1], given[2], "--alpha=0.25").out())
        .startsWith("version 3 ");
    assertThat(CommandLineRun.of("promote", registry, 3).exitCode()).isZero();
    assertThat(retrain(registry, given).out()).startsWith("version 4 ");
  }

  /** The recorded bytes are those that were trained on, or none are recorded. */
  @Test
  void dataThatChangeWhileTheyAreReadAreReadAgain() throws IOException {
    Path registry = folder.resolve("registry");
    Path data = Files.createDirectories(folder.resolve("data"));
    write(data.resolve("a.csv"), 5, 200, Change.NONE);
    AtomicBoolean once = new AtomicBoolean();
    SparkListener writer =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            if (!once.getAndSet(true)) {
              assertThatCode(() -> write(data.resolve("a.csv"), 5, 200, Change.NONE))
                  .doesNotThrowAnyException();
            }
          }
        };
    String[] given = {"--data=" + data, "--epochs=2"};
    SPARK.on("local[2]").sc().addSparkListener(writer);
    try {
      assertThat(retrain(registry, given).out()).startsWith("version 1 published");
    } finally {
      SPARK.on("local[2]").sc().removeSparkListener(writer);
    }
    int jobs = jobs();
    assertThat(retrain(registry, given).out()).startsWith("version 1 was published");
    assertThat(jobs()).isGreaterThan(jobs);
  }

  private static CommandLineRun retrain(Path registry, String... more) {
    List<Object> words = new ArrayList<>(List.of("retrain", "--registry", registry));
    words.addAll(List.of(more));
    return CommandLineRun.of(words.toArray());
  }

  /** Returns how many jobs Spark has begun. */
  private static int jobs() {
    return SPARK.on("local[2]").sc().dagScheduler().numTotalJobs();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.sorted().toList();
    }
  }

  /** As if an older release, or a person, had made the champion. */
  @Test
  void withoutAProfileOfTheChampionDriftIsNotChecked() throws IOException {
    Path registry = folder.resolve("registry");
    assertThat(day(registry, 1, 2).exitCode()).isZero();
    assertThat(day(registry, 3, 2).exitCode()).isEqualTo(ExitCode.REFUSED);
    Files.delete(registry.resolve("versions/000001/profile.json"));
    CommandLineRun run = day(registry, 3, 2, "--seed=2"); // Else it has its decision.
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.KEPT);
    assertThat(run.errLines())
        .contains(
            "lockstep: warning: version 1, the champion, has no profile.json:"
                + " drift from its data is not checked");
  }

  /**
   * Which side a row is on does not depend on the other rows, so no night learns what another
   * tests.
   */
  @Test
  void withoutAHoldoutAFifthOfEachDayIsHeldOutByContent() throws IOException {
    assertThat(heldOut(2, 2)).isEqualTo(heldOut(1, 1) + heldOut(2, 1)).isBetween(60L, 100L);
  }

  private static long heldOut(int day, int days) throws IOException {
    List<Object> words = new ArrayList<>(List.of("retrain", "--registry", home.resolve("none")));
    words.addAll(List.of("--data", home.resolve("landing") + "/{day}/*.csv", "--dry-run"));
    words.addAll(List.of("--day", "2026-11-0" + day, "--days", days, "--epochs", 1, "--json"));
    CommandLineRun run = CommandLineRun.of(words.toArray());
    JsonNode told = new ObjectMapper().readTree(run.out());
    assertThat(told.at("/entry/act").asText()).isEqualTo("published");
    JsonNode data = told.get("data");
    assertThat(data.get("examples").asLong() + data.get("holdoutExamples").asLong())
        .as(run.err())
        .isEqualTo(200L * days);
    return data.get("holdoutExamples").asLong();
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

  /** Cron mails what is printed: a refusal, which its exit code alone would not tell. */
  @Test
  void aQuietRunTellsOfARefusalInOneLine() {
    CommandLineRun run = day(folder.resolve("registry"), 6, 2, "--quiet");
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines())
        .containsExactly("lockstep: version 1 refused: 8 examples to train on, 50 wanted");
  }

  @Test
  void aDryRunLeavesNothing() throws IOException {
    Path registry = folder.resolve("registry");
    Path metrics = folder.resolve("retrain.prom");
    String file = "--metrics-file=" + metrics;
    CommandLineRun run = day(registry, 2, 2, "--dry-run", file);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("dry run: would be published: ");
    assertThat(registry).doesNotExist();
    assertThat(metrics).doesNotExist();
    Files.writeString(metrics, "of the last night");
    CommandLineRun refused = day(registry, 6, 2, "--dry-run", file);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.out())
        .startsWith("dry run: would be refused: 8 examples to train on, 50 wanted");
    assertThat(day(registry, 5, 2, "--dry-run", file).exitCode()).isEqualTo(ExitCode.NOT_YET);
    assertThat(day(registry, 2, 2, "--dry-run", file, "--alpha=2").exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(metrics).hasContent("of the last night");
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
  void aDayThatIsNotThereYetIsToldToMachinesToo() throws IOException {
    CommandLineRun run = day(folder.resolve("registry"), 5, 2, "--json");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOT_YET);
    JsonNode told = new ObjectMapper().readTree(run.out());
    assertThat(told.at("/entry/act").asText()).isEqualTo("not yet");
    assertThat(told.at("/entry/reason").asText()).contains("are not there yet: ");
    assertThat(told.at("/data/day").asText()).isEqualTo("2026-11-05");
  }

  @Test
  void lossesOfDifferentKindsAreNotCompared() {
    Path registry = folder.resolve("registry");
    assertThat(day(registry, 1, 2, "--metric=loss").exitCode()).isZero();
    CommandLineRun squares = day(registry, 2, 2, "--metric=loss", "--loss=mse");
    assertThat(squares.exitCode()).as(squares.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(squares.out())
        .contains(
            "cannot be compared with the champion: the new model has the loss mse, the champion"
                + " cross-entropy; promote makes it");
  }

  /** A table that has lost a column. */
  @Test
  void modelsOfDifferentFeaturesAreNotCompared() throws IOException {
    Path registry = folder.resolve("registry");
    Path narrow = folder.resolve("narrow.csv");
    List<String> lines = Files.readAllLines(home.resolve("landing/2026-11-01/part.csv"));
    Files.write(narrow, lines.stream().map(line -> line.replaceFirst("[^,]*,", "")).toList());
    assertThat(day(registry, 1, 2).exitCode()).isZero();
    CommandLineRun run = retrain(registry, "--data=" + narrow, "--epochs=2");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.out())
        .contains(
            "cannot be compared with the champion: the new model takes 2 features, the champion 3");
  }

  /** A nightly job whose network changes. */
  @Test
  void aChampionOfAnotherShapeIsNoStart() {
    Path registry = folder.resolve("registry");
    assertThat(day(registry, 1, 2).exitCode()).isZero();
    CommandLineRun run = day(registry, 2, 2, "--warm-start", "--activation=tanh");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--warm-start: the champion in ", "is a model with");
  }

  /** A scheduler would try again for hours what is decided. */
  @Test
  void metricsThatCannotBeWrittenLeaveTheDecisionsExitCode() {
    CommandLineRun run = day(folder.resolve("registry"), 1, 2, "--metrics-file=" + folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("version 1 published: ");
    assertThat(run.err()).contains("warning: the metrics were not written: ");
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
