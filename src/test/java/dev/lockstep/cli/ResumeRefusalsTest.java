package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.testing.IdxFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What --resume refuses, and options about checkpoints that are wrong. */
@Tag("slow")
class ResumeRefusalsTest extends InterruptedRuns {
  @Test
  void anotherRecipeIsRefusedByItsFieldAndBothValues() throws IOException {
    interrupt();
    assertRefused("--epochs was 4, and now is 6", "--epochs", 6);
    assertRefused("--weight-decay was 0.01, and now is 0.5", "--weight-decay", 0.5);
    assertRefused("--clip-norm was no limit, and now is 2.0", "--clip-norm", 2);
    assertRefused("--optimizer was adamw, and now is sgd", "--optimizer", "sgd");
    assertRefused("--activation was relu, and now is gelu", "--activation", "gelu");
    assertRefused("--loss was cross-entropy, and now is huber", "--loss", "huber");
    assertRefused("--hidden was [8], and now is [9]", "--hidden", 9);
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
}
