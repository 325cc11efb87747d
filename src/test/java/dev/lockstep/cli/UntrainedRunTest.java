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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs without an epoch, and runs whose test set is any share of their table, or none. */
@Tag("slow")
class UntrainedRunTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int ROWS = 400;

  @TempDir Path folder;
  private Path csv;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (int i = 0; i < ROWS; i++) {
      int a = i * 37 % 101;
      int b = i * 53 % 97;
      rows.append(a)
          .append(',')
          .append(b)
          .append(',')
          .append(a > b ? "over" : "under")
          .append('\n');
    }
    csv = Files.writeString(folder.resolve("t.csv"), rows);
    run = folder.resolve("run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--validation 0.2 --early-stopping 2", "--optimizer lbfgs"})
  void aRunWithoutEpochsIsComplete(String options) throws IOException {
    CommandLineRun training = train("--epochs 0 " + options);
    assertThat(training.exitCode()).as(training.err()).isZero();
    JsonNode record = record();
    assertThat(record.path("epochSha256").size()).isZero();
    assertThat(record.path("test")).isEqualTo(record.path("testBeforeTraining"));
    assertThat(record.at("/timing/examplesPerSecond").asDouble(-1)).isZero();
    assertThat(training.outAfter("weights SHA-256 "))
        .isEqualTo(CommandLineRun.of("inspect", run).outAfter("weights SHA-256 "));
    CommandLineRun verified = CommandLineRun.of("verify", run);
    assertThat(verified.out()).endsWith("verified: the same bytes after 0 epochs\n");
    assertThat(CommandLineRun.of("evaluate", run).exitCode()).isZero();
    CommandLineRun resumed = train("--epochs 0 --resume " + options);
    assertThat(resumed.err()).contains("finished already");
    Path other = folder.resolve("other");
    CommandLineRun of = train("--epochs 0 --seed 2 --out " + other + " " + options);
    assertThat(of.outAfter("weights SHA-256 ")).isNotEqualTo(training.outAfter("weights SHA-256 "));
  }

  @Test
  void aRunOfNoEpochsDiffersFromOtherFirstWeights() throws IOException {
    assertThat(train("--epochs 0").exitCode()).isZero();
    Path json = run.resolve("run.json");
    String sha256 = record().path("weightsSha256").asText();
    Files.writeString(json, Files.readString(json).replace(sha256, "0".repeat(64)));
    CommandLineRun verified = CommandLineRun.of("verify", run);
    assertThat(verified.exitCode()).isEqualTo(ExitCode.DIFFERS);
    assertThat(verified.out()).contains("NOT VERIFIED: the epochs are equal, but the files");
  }

  @Test
  void aShareIsHeldOutVerifiedEvaluatedAndResumed() throws IOException {
    assertThat(train("--epochs 1 --test-share 0.4").exitCode()).isZero();
    JsonNode record = record();
    int test = record.at("/data/test/examples").asInt();
    assertThat(test).isBetween(ROWS / 4, ROWS / 2);
    assertThat(record.at("/data/train/examples").asInt()).isEqualTo(ROWS - test);
    assertThat(record.at("/data/read/testShare").asDouble()).isEqualTo(0.4);
    assertThat(CommandLineRun.of("verify", run).exitCode()).isZero();
    CommandLineRun evaluated = CommandLineRun.of("evaluate", run);
    assertThat(evaluated.outAfter("accuracy ")).contains(" of " + test + ")");
    CommandLineRun all = CommandLineRun.of("evaluate", run, "--data", csv);
    assertThat(all.outAfter("accuracy ")).contains(" of " + ROWS + ")");
    assertThat(all.out()).contains("learned from all but a share of 0.4 of these");
    assertThat(CommandLineRun.of("evaluate", run, "--data", csv, "--held-out").out())
        .isEqualTo(evaluated.out());
    assertThat(train("--epochs 1 --resume").err()).contains("finished already");
    CommandLineRun other = train("--epochs 1 --resume --test-share 0.3");
    assertThat(other.exitCode()).isEqualTo(ExitCode.DATA);
  }

  @Test
  void theUsualShareIsTheFifth() throws IOException {
    assertThat(train("--epochs 0 --test-share 0.2").exitCode()).isZero();
    JsonNode named = record();
    assertThat(named.at("/data/read/testShare").isMissingNode()).isTrue();
    Path first = Files.move(run, folder.resolve("first"));
    assertThat(first).exists();
    assertThat(train("--epochs 0").exitCode()).isZero();
    assertThat(record().path("data")).isEqualTo(named.path("data"));
  }

  @Test
  void aRunMayHaveNoTestSet() throws IOException {
    CommandLineRun training = train("--epochs 2 --test-share 0");
    assertThat(training.exitCode()).as(training.err()).isZero();
    assertThat(training.out())
        .contains(ROWS + " examples to train on, 2 features")
        .contains("no test set (--test-share 0)")
        .doesNotContain("test accuracy");
    JsonNode record = record();
    assertThat(record.has("test") || record.has("testBeforeTraining")).isFalse();
    assertThat(record.at("/data/test").isMissingNode()).isTrue();
    assertThat(record.at("/data/train/examples").asInt()).isEqualTo(ROWS);
    assertThat(CommandLineRun.of("verify", run).exitCode()).isZero();
    CommandLineRun evaluated = CommandLineRun.of("evaluate", run);
    assertThat(evaluated.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(evaluated.errLines())
        .containsExactly(
            "lockstep: the run has no test set (--test-share 0): name one with --data"
                + " (see lockstep evaluate --help)");
    assertThat(CommandLineRun.of("evaluate", run, "--data", csv).outAfter("accuracy "))
        .contains(" of " + ROWS + ")");
    CommandLineRun heldOut = CommandLineRun.of("evaluate", run, "--data", csv, "--held-out");
    assertThat(heldOut.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(heldOut.err()).contains("held out nothing of its data (--test-share 0)");
    assertThat(train("--epochs 2 --resume").err()).contains("finished already");
  }

  @Test
  void aShareThatLeavesNothingToTrainOnIsNamed() {
    CommandLineRun refused = train("--test-share 0.999999");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err())
        .contains(csv + ": --test-share 0.999999 leaves no example to train on");
  }

  @Test
  void wrongSharesAreRefused() {
    for (String share : new String[] {"-0.1", "1", "NaN"}) {
      CommandLineRun refused = train("--test-share " + share);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).contains("--test-share must be 0 or more and below 1: ");
    }
    CommandLineRun own = CommandLineRun.of("train", "--test-share", 0.1, "--out", run);
    assertThat(own.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(own.err()).contains("--test-share is for a table: digits has a test set of its own");
    CommandLineRun both = train("--test-share 0.1 --test-data " + csv);
    assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(both.err()).contains("--test-share and --test-data both say what the test set is");
    assertThat(run).doesNotExist();
  }

  private CommandLineRun train(String options) {
    String out = options.contains("--out") ? "" : " --out " + run;
    String words = ("train --data " + csv + out + " " + options).strip();
    return CommandLineRun.of((Object[]) words.split(" +", -1));
  }

  private JsonNode record() throws IOException {
    return new ObjectMapper().readTree(run.resolve("run.json").toFile());
  }
}
