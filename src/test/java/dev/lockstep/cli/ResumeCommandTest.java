package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --resume} within the tests' process. 60 examples, 3 steps an epoch. */
@Tag("slow")
class ResumeCommandTest extends InterruptedRuns {
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
    assertThat(other.err()).contains("another recipe: --epochs was 4, and now is 5");
  }

  /** As runs by default before xavier was the default. */
  @Test
  void aRunKeepsTheDistributionOfItsFirstWeightsWhereNoneIsNamed() throws IOException {
    Path he = folder.resolve("he");
    assertThat(train(he, "--checkpoint-every", 2, "--init", "he").exitCode()).isZero();
    assertThat(he.resolve("model.safetensors").toFile()).isFile();
    assertThat(Files.mismatch(he.resolve("model.safetensors"), whole.resolve("model.safetensors")))
        .isNotNegative();
    interrupt(he);
    CommandLineRun resumed = train(run, "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(he.resolve("model.safetensors"));
    assertThat(train(run, "--resume").err()).isEqualTo("finished already: " + run + "\n");
    assertThat(CommandLineRun.of("verify", run).exitCode()).isZero();
    CommandLineRun other = train(run, "--resume", "--init", "xavier");
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("another recipe: --init was he, and now is xavier");
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

  private JsonNode record() throws IOException {
    return JSON.readTree(run.resolve("run.json").toFile());
  }
}
