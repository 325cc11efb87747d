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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train --validation --early-stopping} and what follows it. */
@Tag("slow")
class ValidationCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir static Path home;
  private static Path data;
  private static Path run;
  private static CommandLineRun trained;
  private static JsonNode record;
  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("few"), 200, 50);
    run = home.resolve("run");
    trained = train(run);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    record = JSON.readTree(run.resolve("run.json").toFile());
  }

  @Test
  void theRecordNamesBothSetsAndTheEpochsThatMatter() throws IOException {
    int train = record.at("/data/train/examples").intValue();
    int validation = record.at("/data/validation/examples").intValue();
    assertThat(train + validation).isEqualTo(200);
    assertThat(validation).isPositive();
    assertThat(record.at("/data/validation/fingerprint").textValue()).matches("[0-9a-f]{32}");
    assertThat(record.at("/recipe/validation").doubleValue()).isEqualTo(0.25);
    assertThat(record.at("/recipe/patience").intValue()).isEqualTo(1);
    int stopped = record.at("/stoppedAtEpoch").intValue();
    int best = record.at("/validation/best/epoch").intValue();
    assertThat(stopped).isEqualTo(record.get("epochSha256").size()).isEqualTo(best + 1);
    assertThat(record.at("/validation/savedEpoch").intValue()).isEqualTo(best);
    assertThat(record.at("/validation/last/epoch").intValue()).isEqualTo(stopped);
    assertThat(record.get("weightsSha256")).isEqualTo(record.at("/epochSha256/" + (best - 1)));
    List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertThat(metrics).hasSize(stopped);
    JsonNode atBest = JSON.readTree(metrics.get(best - 1));
    assertThat(atBest.get("validationLoss")).isEqualTo(record.at("/validation/best/meanLoss"));
    assertThat(atBest.get("validationAccuracy")).isEqualTo(record.at("/validation/best/accuracy"));
    assertThat(trained.out())
        .contains(train + " examples to train on, " + validation + " in the validation set, 50 to")
        .contains("; stopped early, after epoch " + stopped + "; the model's weights are those");
    assertThat(trained.err()).contains("  validation loss ");
  }

  @Test
  void theRunIsVerifiedInAnotherLayoutUpToWhereItStopped() {
    CommandLineRun verify = CommandLineRun.of("verify", run, "--partitions", 3);
    assertThat(verify.exitCode()).as(verify.err() + verify.out()).isZero();
    int stopped = record.at("/stoppedAtEpoch").intValue();
    assertThat(verify.out()).endsWith("verified: the same bytes after " + stopped + " epochs\n");
  }

  @Test
  void aRecordThatClaimsOtherWeightsIsFound() throws IOException {
    Path claimed = folder.resolve("claimed");
    Files.createDirectory(claimed);
    String last = record.at("/epochSha256/" + (record.get("epochSha256").size() - 1)).textValue();
    String text = Files.readString(run.resolve("run.json"));
    String best = record.get("weightsSha256").textValue();
    Files.writeString(
        claimed.resolve("run.json"),
        text.replace("\"weightsSha256\" : \"" + best, "\"weightsSha256\" : \"" + last));
    CommandLineRun verify = CommandLineRun.of("verify", claimed);
    assertThat(verify.exitCode()).as(verify.err()).isEqualTo(ExitCode.DIFFERS);
    assertThat(verify.out()).contains("weightsSha256 of run.json differs from the weights here");
  }

  @Test
  void aRunThatWasCutOffGoesOnToTheSameModel() throws IOException {
    Path cut = folder.resolve("cut");
    train(cut, "--checkpoint-every", 2);
    for (String name : List.of("model.safetensors", "run.json")) {
      Files.delete(cut.resolve(name));
    }
    List<String> checkpoints = new ArrayList<>(List.of(cut.resolve("checkpoints").toFile().list()));
    checkpoints.sort(null);
    Files.delete(cut.resolve("checkpoints").resolve(checkpoints.get(1)));
    CommandLineRun resumed = train(cut, "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("going on after step ");
    assertThat(cut.resolve("model.safetensors"))
        .hasSameBinaryContentAs(run.resolve("model.safetensors"));
    JsonNode again = JSON.readTree(cut.resolve("run.json").toFile());
    for (String field : List.of("validation", "epochSha256", "stoppedAtEpoch", "weightsSha256")) {
      assertThat(again.get(field)).isEqualTo(record.get(field));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--validation=1|--validation must be 0 or more and below 1: 1.0",
        "--validation=-0.5|--validation must be 0 or more and below 1: -0.5",
        "--validation=x|Invalid value for option '--validation'",
        "--early-stopping=-1|--early-stopping must be 0 or more: -1",
        "--stop-on=f1|'f1' is not one of loss",
      })
  void wrongOptionsAreNamed(String option, String problem) {
    assertRefused(CommandLineRun.of("train", "--validation=0.1", option), problem);
  }

  @Test
  void withoutValidationThereIsNothingToWatch() {
    assertRefused(CommandLineRun.of("train", "--early-stopping=3"), "set --validation");
    assertRefused(CommandLineRun.of("train", "--stop-on=accuracy"), "set --validation");
    assertRefused(CommandLineRun.of("bench", "step", "--validation=0.1"), "is train's");
  }

  @Test
  void aShareThatHoldsNothingOutIsRefusedWithTheFigures() {
    CommandLineRun none =
        CommandLineRun.of(
            "train", "--data", data, "--out", folder.resolve("none"), "--validation=1e-9");
    assertThat(none.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(none.err()).contains("holds out 0 of its 200 examples").hasLineCount(1);
  }

  private static void assertRefused(CommandLineRun run, String problem) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(problem).hasLineCount(1);
  }

  private static CommandLineRun train(Path out, Object... options) {
    List<Object> args = new ArrayList<>(List.of("train", "--data", data, "--out", out));
    args.addAll(List.of("--hidden", 8, "--batch", 20, "--epochs", 40, "--shards", 4));
    args.addAll(List.of("--learning-rate", 0.05, "--schedule", "constant"));
    args.addAll(List.of("--validation", 0.25, "--early-stopping", 1));
    args.addAll(List.of(options));
    return CommandLineRun.of(args.toArray());
  }
}
