package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --resume} within the tests' process. 60 examples, 3 steps an epoch. */
@Tag("slow")
class ResumeCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir static Path home;
  private static Path data;

  /** A whole run of four epochs with a checkpoint at steps 10 and 12. */
  private static Path whole;

  @TempDir Path folder;
  private Path run;

  @BeforeAll
  static void trainOnce() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("data"), 60, 20);
    whole = home.resolve("whole");
    CommandLineRun trained = train(whole, "--checkpoint-every", 2);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  @Test
  void anInterruptedRunGoesOnToTheSameBytes() throws IOException {
    interrupt();
    Files.writeString(
        run.resolve("metrics.jsonl"),
        "{\"epoch\":5,\"of\":\"a later time\"}\n",
        StandardOpenOption.APPEND);
    CommandLineRun resumed = train(run, "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.errLines()).contains("going on after step 12 (epoch 5)");
    assertSameModel();
    assertThat(epochs()).containsExactly(1, 2, 3, 4);
    assertThat(run.resolve("run.lock")).doesNotExist();
  }

  /** Digits that are not ASCII's, an i without a dot, another calendar. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist-nu-thai"})
  void underAnotherLocaleFilesHaveTheSameNamesAndBytes(String locale) throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      Path other = folder.resolve("other");
      CommandLineRun trained = train(other, "--checkpoint-every", 2);
      assertThat(trained.exitCode()).as(trained.err()).isZero();
      assertThat(trained.out() + trained.err()).matches("[\\p{ASCII}]+");
      assertThat(other.resolve("checkpoints").toFile().list())
          .containsExactlyInAnyOrder(
              "step-000000000010.safetensors", "step-000000000012.safetensors");
      interrupt(other);
      CommandLineRun resumed = train(run, "--resume");
      assertThat(resumed.exitCode()).as(resumed.err()).isZero();
      assertThat(resumed.errLines()).contains("going on after step 12 (epoch 5)");
      assertSameModel();
      assertThat(epochs()).containsExactly(1, 2, 3, 4);
      JsonNode record = record();
      JsonNode expected = JSON.readTree(whole.resolve("run.json").toFile());
      for (String same : List.of("recipe", "data", "test", "weightsSha256")) {
        assertThat(record.get(same)).as(same).isEqualTo(expected.get(same));
      }
      assertThat(Files.readString(run.resolve("run.json"))).matches("\\p{ASCII}+");
      CommandLineRun verified = CommandLineRun.of("verify", run);
      assertThat(verified.exitCode()).as(verified.err()).isZero();
      Path predictions = folder.resolve("predictions.csv");
      CommandLineRun predicted =
          CommandLineRun.of(
              "predict", run, "--data", data, "--out", predictions, "--probabilities");
      assertThat(predicted.exitCode()).as(predicted.err()).isZero();
      assertThat(Files.readString(predictions)).matches("\\p{ASCII}+");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aDamagedCheckpointIsPassedOverWithAWarning() throws IOException {
    interrupt();
    damage("step-000000000012.safetensors");
    CommandLineRun resumed = train(run, "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .contains("lockstep: warning: ", "step-000000000012.safetensors: ")
        .contains("going on after step 10 (epoch 4)\n");
    assertSameModel();
    assertThat(epochs()).containsExactly(1, 2, 3, 4);
    assertThat(record().at("/timing/steps").asInt()).isEqualTo(12);
    assertThat(record().at("/timing/lastProcessSteps").asInt()).isEqualTo(2);
  }

  @Test
  void whereAllCheckpointsAreDamagedNothingIsTrained() throws IOException {
    interrupt();
    damage("step-000000000010.safetensors");
    damage("step-000000000012.safetensors");
    CommandLineRun resumed = train(run, "--resume");
    assertThat(resumed.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(run.resolve("model.safetensors")).doesNotExist();
    assertThat(run.resolve("run.lock")).doesNotExist();
  }

  @Test
  void aFinishedRunStaysAsItIs() throws IOException {
    byte[] before = Files.readAllBytes(whole.resolve("run.json"));
    CommandLineRun again = train(whole, "--resume");
    assertThat(again).isEqualTo(new CommandLineRun(0, "", "finished already: " + whole + "\n"));
    assertThat(Files.readAllBytes(whole.resolve("run.json"))).isEqualTo(before);
    CommandLineRun other = train(whole, "--resume", "--epochs", 5);
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("another recipe: epochs was 4, and now is 5");
  }

  @Test
  void withoutACheckpointOrAFolderItStartsFromTheBeginning() throws IOException {
    run = folder.resolve("run");
    Files.createDirectory(run);
    Files.writeString(run.resolve("metrics.jsonl"), "{\"epoch\":1}\n");
    CommandLineRun begun = train(run, "--resume");
    assertThat(begun.errLines()).contains("no checkpoint; starting from the beginning");
    assertSameModel();
    assertThat(epochs()).containsExactly(1, 2, 3, 4);
    CommandLineRun fresh = train(folder.resolve("none"), "--resume");
    assertThat(fresh.exitCode()).isZero();
    assertThat(fresh.errLines()).contains("no such run folder; starting from the beginning");
  }

  @Test
  void anotherRecipeIsRefusedByItsFieldAndBothValues() throws IOException {
    interrupt();
    assertRefused("epochs was 4, and now is 6", "--epochs", 6);
    assertRefused("optimizer.weightDecay was 0.01, and now is 0.5", "--weight-decay", 0.5);
    assertRefused("clipNorm was not given, and now is 2.0", "--clip-norm", 2);
    assertRefused("sizes was [784,8,10], and now is [784,9,10]", "--hidden", 9);
  }

  private void assertRefused(String difference, Object... options) {
    List<Object> all = new ArrayList<>(List.of("--resume"));
    all.addAll(Arrays.asList(options));
    CommandLineRun refused = train(run, all.toArray());
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.errLines())
        .containsExactly(
            "lockstep: --resume "
                + run
                + ": its run has another recipe: "
                + difference
                + " (see lockstep train --help)");
  }

  @Test
  void otherDataAreRefusedByTheirFingerprints() throws IOException {
    interrupt();
    Path other = IdxFixture.writeDigits(folder.resolve("other"), 61, 20);
    CommandLineRun refused = train(run, "--resume", "--data", other);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    String before =
        JSON.readTree(whole.resolve("run.json").toFile()).at("/data/train/fingerprint").asText();
    assertThat(refused.errLines()).hasSize(1);
    assertThat(refused.err())
        .contains("was of other data: the fingerprint was " + before + ", that of ");
    assertThat(run.resolve("run.lock")).doesNotExist();
  }

  /** Interrupted or finished: its measures are of that set. */
  @Test
  void anotherTestSetIsRefusedByItsFingerprints() throws IOException {
    interrupt();
    Path other = IdxFixture.writeDigits(folder.resolve("other"), 60, 21);
    String before =
        JSON.readTree(whole.resolve("run.json").toFile()).at("/data/test/fingerprint").asText();
    for (Path earlier : List.of(run, whole)) {
      CommandLineRun refused = train(earlier, "--resume", "--data", other);
      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.DATA);
      assertThat(refused.errLines()).hasSize(1);
      assertThat(refused.err())
          .contains(earlier + ": its run had another test set: the fingerprint was " + before);
    }
  }

  @Test
  void divergenceLeavesTheCheckpointBefore() {
    run = folder.resolve("run");
    CommandLineRun diverged =
        train(run, "--optimizer", "sgd", "--learning-rate", "1e30", "--checkpoint-every", 1);
    assertThat(diverged.exitCode()).isEqualTo(ExitCode.DIVERGED);
    assertThat(diverged.err()).contains("step 2 (epoch 1)");
    assertThat(run.resolve("checkpoints").toFile().list())
        .containsExactly("step-000000000001.safetensors");
    assertThat(run.resolve("run.lock")).doesNotExist();
  }

  @Test
  void aFolderThatExistsIsRefusedWithoutResume() {
    CommandLineRun refused = train(whole);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.EXISTS);
    assertThat(refused.err()).contains("already exists; choose another, or go on with --resume");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0s", "-1", "s", "60m", "1.5s", "9999999999"})
  void aWrongRhythmIsNamed(String value) {
    CommandLineRun wrong = train(folder.resolve("run"), "--checkpoint-every=" + value);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("--checkpoint-every", "'" + value + "' is neither");
  }

  @Test
  void resumeNeedsAFolder() {
    CommandLineRun wrong = CommandLineRun.of("train", "--data", data, "--resume");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("--resume needs --out");
  }

  /** Leaves what a run has left that was killed between its last averaging and its model. */
  private void interrupt() throws IOException {
    interrupt(whole);
  }

  private void interrupt(Path complete) throws IOException {
    run = folder.resolve("run");
    Files.createDirectories(run.resolve("checkpoints"));
    for (String name :
        List.of(
            "metrics.jsonl",
            "checkpoints/step-000000000010.safetensors",
            "checkpoints/step-000000000012.safetensors")) {
      Files.copy(complete.resolve(name), run.resolve(name));
    }
  }

  private void damage(String name) throws IOException {
    Path file = run.resolve("checkpoints").resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private void assertSameModel() {
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  private List<Integer> epochs() throws IOException {
    List<Integer> epochs = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      epochs.add(JSON.readTree(line).get("epoch").asInt());
    }
    return epochs;
  }

  private JsonNode record() throws IOException {
    return JSON.readTree(run.resolve("run.json").toFile());
  }

  private static CommandLineRun train(Path out, Object... options) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                data,
                "--out",
                out,
                "--hidden",
                8,
                "--batch",
                20,
                "--epochs",
                4,
                "--weight-decay",
                0.01));
    args.addAll(List.of(options));
    return CommandLineRun.of(args.toArray());
  }
}
