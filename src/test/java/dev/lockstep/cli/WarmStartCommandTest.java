package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --from} and what follows it. */
@Tag("slow")
class WarmStartCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir static Path home;
  private static Path data;
  private static Path first;
  private static Path second;
  @TempDir Path folder;

  @BeforeAll
  static void trainTwice() {
    data = IdxFixture.writeDigits(home.resolve("few"), 200, 50);
    first = home.resolve("first");
    second = home.resolve("second");
    assertThat(train(first).exitCode()).isZero();
    CommandLineRun run = train(second, "--from", first, "--checkpoint-every", 7);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void itBeginsWhereTheModelWasAndSaysSo() throws IOException {
    JsonNode before = record(first);
    JsonNode after = record(second);
    assertThat(after.get("testBeforeTraining")).isEqualTo(before.get("test"));
    assertThat(after.at("/recipe/from")).isEqualTo(before.get("weightsSha256"));
    assertThat(before.at("/recipe").has("from")).isFalse();
    assertThat(after.get("weightsSha256")).isNotEqualTo(before.get("weightsSha256"));
  }

  @Test
  void aRunFolderAndItsFileAndTheLayoutShowInNoBit() throws IOException {
    Path other = folder.resolve("other");
    Path file = first.resolve("model.safetensors");
    assertThat(train(other, "--from", file, "--partitions", 3).exitCode()).isZero();
    assertThat(other.resolve("model.safetensors"))
        .hasSameBinaryContentAs(second.resolve("model.safetensors"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.npz", "weights.csv"})
  void exportedWeightsServeAsTheModelDoes(String name) {
    Path weights = folder.resolve(name);
    CommandLineRun export = CommandLineRun.of("export", first, "--out", weights);
    assertThat(export.exitCode()).as(export.err()).isZero();
    Path run = folder.resolve("run");
    CommandLineRun train = train(run, "--from", weights);
    assertThat(train.exitCode()).as(train.err()).isZero();
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(second.resolve("model.safetensors"));
  }

  @Test
  void theInputScalingIsTheModels() throws IOException {
    Configuration conf = new Configuration();
    Model model = ModelFile.read(new org.apache.hadoop.fs.Path(first.toString()), conf);
    Path file = folder.resolve("scaled.safetensors");
    InputScaling scaling = InputScaling.divideBy(100);
    ModelFile.write(
        new Model(model.network(), scaling, model.classNames(), model.parameters()),
        new org.apache.hadoop.fs.Path(file.toString()),
        conf);
    Path run = folder.resolve("run");
    assertThat(train(run, "--from", file).exitCode()).isZero();
    assertThat(record(run).at("/recipe/scaling/divisor").doubleValue()).isEqualTo(100);
    Model trained = ModelFile.read(new org.apache.hadoop.fs.Path(run.toString()), conf);
    assertThat(trained.scaling()).isEqualTo(scaling);
  }

  @Test
  void aModelOfAnotherShapeIsRefusedWithBothShapes() {
    CommandLineRun wider = train(folder.resolve("run"), "--from", first, "--hidden", "9,7");
    assertThat(wider.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wider.errLines()).hasSize(1);
    assertThat(wider.err())
        .contains("--from " + first, "784-8-10", "784-9-7-10")
        .doesNotContain("internal");
    CommandLineRun tanh = train(folder.resolve("run"), "--from", first, "--activation", "tanh");
    assertThat(tanh.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(tanh.err()).contains("relu", "tanh").hasLineCount(1);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aMissingOrDamagedModelIsNamed() throws IOException {
    CommandLineRun missing = train(folder.resolve("run"), "--from", folder.resolve("none"));
    assertThat(missing.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(missing.err()).contains(folder.resolve("none").toString()).hasLineCount(1);
    Path damaged = folder.resolve("damaged.safetensors");
    Files.write(damaged, new byte[] {1, 2, 3});
    CommandLineRun refused = train(folder.resolve("run"), "--from", damaged);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(refused.err()).contains(damaged.toString()).hasLineCount(1);
  }

  @Test
  void resumeNeedsTheSameModel() throws IOException {
    Path cut = folder.resolve("cut");
    Files.createDirectories(cut.resolve("checkpoints"));
    for (Path checkpoint : files(second.resolve("checkpoints"))) {
      Files.copy(checkpoint, cut.resolve("checkpoints").resolve(checkpoint.getFileName()));
    }
    CommandLineRun without = train(cut, "--resume");
    assertThat(without.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(without.err()).contains("another recipe: from was ", "now is not given");
    CommandLineRun other = train(cut, "--resume", "--from", second);
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("another recipe: from was ");
    CommandLineRun same = train(cut, "--resume", "--from", first);
    assertThat(same.exitCode()).as(same.err()).isZero();
    assertThat(cut.resolve("model.safetensors"))
        .hasSameBinaryContentAs(second.resolve("model.safetensors"));
  }

  @Test
  void verifyNeedsTheSameModel() {
    CommandLineRun verified = CommandLineRun.of("verify", second, "--from", first);
    assertThat(verified.exitCode()).as(verified.err()).isZero();
    assertRefused(CommandLineRun.of("verify", second), "name it with --from");
    assertRefused(CommandLineRun.of("verify", second, "--from", second), "but training started");
    assertRefused(CommandLineRun.of("verify", first, "--from", second), "from no model");
  }

  private static void assertRefused(CommandLineRun run, String problem) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(problem).hasLineCount(1);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static JsonNode record(Path run) throws IOException {
    return JSON.readTree(run.resolve("run.json").toFile());
  }

  private static CommandLineRun train(Path out, Object... options) {
    List<Object> args = new ArrayList<>(List.of("train", "--data", data, "--out", out));
    if (!List.of(options).contains("--hidden")) {
      args.addAll(List.of("--hidden", 8));
    }
    args.addAll(List.of("--batch", 20, "--epochs", 2));
    args.addAll(List.of(options));
    return CommandLineRun.of(args.toArray());
  }
}
