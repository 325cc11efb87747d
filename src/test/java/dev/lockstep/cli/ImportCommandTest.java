package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.foreign.Named;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Commands take weights as other programs store them; import makes models of them. */
@Tag("slow")
class ImportCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path home;
  private static Path run;
  private static Model model;
  private static String accuracy;
  private static Path torch;
  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    run = home.resolve("run");
    CommandLineRun training =
        CommandLineRun.of("train", "--out", run, "--epochs", 1, "--hidden", "32,32", "--quiet");
    assertThat(training.exitCode()).as(training.err()).isZero();
    model = ModelFile.read(new org.apache.hadoop.fs.Path(run.toUri()), new Configuration());
    torch = Files.write(home.resolve("torch.safetensors"), named(true).safetensors());
    accuracy = CommandLineRun.of("evaluate", run).outAfter("accuracy ");
  }

  /** The run's weights under PyTorch's names. */
  private static Named named(boolean turned) {
    Network network = model.network();
    float[] parameters = model.parameters();
    Named named = new Named();
    for (int l = 0; l < network.layers(); l++) {
      int weights = network.weightOffset(l);
      int bias = network.biasOffset(l);
      int inputs = network.inputs(l);
      int outputs = network.outputs(l);
      named.add(
          "net." + 2 * l + ".weight", turned, inputs, outputs, doubles(parameters, weights, bias));
      named.add("net." + 2 * l + ".bias", doubles(parameters, bias, bias + outputs));
    }
    return named;
  }

  private static double[] doubles(float[] values, int from, int to) {
    double[] doubles = new double[to - from];
    for (int i = from; i < to; i++) {
      doubles[i - from] = values[i];
    }
    return doubles;
  }

  @Test
  void everyFormGivesTheRunsAccuracy() throws IOException {
    Path npz = Files.write(folder.resolve("torch.npz"), named(true).npz());
    Path doubles = Files.write(folder.resolve("doubles"), named(false).safetensors("F64"));
    Path own = folder.resolve("own.npz");
    assertThat(CommandLineRun.of("export", run, "--out", own).exitCode()).isZero();
    for (Path file : new Path[] {torch, npz, doubles, own}) {
      CommandLineRun evaluation = CommandLineRun.of("evaluate", file, "--data", "digits");
      assertThat(evaluation.outAfter("accuracy ")).as("%s", file).isEqualTo(accuracy);
      assertThat(evaluation.errLines())
          .containsExactly(
              "note: "
                  + file
                  + ": weights of another program, 784-32-32-10; relu (--activation says otherwise),"
                  + (file.equals(own)
                      ? " input scaling of the file,"
                      : " input scaling /255.0 (--scaling says otherwise),")
                  + " classes 0 to 9 (--classes says otherwise)");
    }
    CommandLineRun otherwise =
        CommandLineRun.of("evaluate", torch, "--data", "digits", "--scaling", "none");
    assertThat(otherwise.outAfter("accuracy ")).isNotEqualTo(accuracy);
  }

  @Test
  void theImportedModelIsTheRunsForAllCommands() throws IOException {
    Path file = folder.resolve("m.safetensors");
    Path place = folder.resolve("m");
    for (Path out : new Path[] {file, place}) {
      CommandLineRun imported = CommandLineRun.of("import", torch, "--out", out);
      assertThat(imported.out()).isEqualTo("wrote model 784-32-32-10 to " + out + "\n");
      assertThat(CommandLineRun.of("evaluate", out, "--data", "digits").outAfter("accuracy "))
          .isEqualTo(accuracy);
    }
    byte[] bytes = Files.readAllBytes(file);
    assertThat(Files.readAllBytes(place.resolve("model.safetensors"))).isEqualTo(bytes);
    assertThat(bytes).isEqualTo(Files.readAllBytes(run.resolve("model.safetensors")));
    CommandLineRun again = CommandLineRun.of("import", torch, "--out", file);
    assertThat(again.exitCode()).isEqualTo(ExitCode.EXISTS);
    Path further = folder.resolve("further");
    CommandLineRun trained =
        CommandLineRun.of(
            "train", "--from", place, "--hidden", "32,32", "--epochs", 0, "--out", further);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(Files.readAllBytes(further.resolve("model.safetensors"))).isEqualTo(bytes);
  }

  @Test
  void inspectExportAndPredictTakeThem() throws IOException {
    assertThat(CommandLineRun.of("inspect", torch).outAfter("weights SHA-256 "))
        .isEqualTo(Model.weightsSha256(model.parameters()));
    Path onnx = folder.resolve("torch.onnx");
    Path ofRun = folder.resolve("run.onnx");
    CommandLineRun.of("export", torch, "--out", onnx);
    CommandLineRun.of("export", run, "--out", ofRun);
    assertThat(Files.readAllBytes(onnx)).isEqualTo(Files.readAllBytes(ofRun));
    Path one = folder.resolve("one.csv");
    Path other = folder.resolve("other.csv");
    CommandLineRun.of("predict", torch, "--data", "digits", "--probabilities", "--out", one);
    CommandLineRun.of("predict", run, "--data", "digits", "--probabilities", "--out", other);
    assertThat(Files.readString(one)).isEqualTo(Files.readString(other)).hasSizeGreaterThan(9_999);
  }

  @Test
  void theUsersWordsAreCheckedInOneLine() throws IOException {
    assertRefused(
        CommandLineRun.of("evaluate", run, "--activation", "tanh"),
        ExitCode.USAGE,
        run + ": is a model of Lockstep's, which says all of its network; leave out --activation");
    assertRefused(
        CommandLineRun.of("evaluate", torch, "--hidden", "32"),
        ExitCode.USAGE,
        torch
            + ": --hidden says widths of [32], but the layers are net.0.weight 784-32,"
            + " net.2.weight 32-32, net.4.weight 32-10");
    assertRefused(
        CommandLineRun.of("inspect", torch, "--classes", "a,b"),
        ExitCode.USAGE,
        torch + ": --classes names 2 classes, but the network has 10");
    Path damaged = folder.resolve("damaged.safetensors");
    byte[] bytes = Files.readAllBytes(torch);
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 4));
    CommandLineRun refused = CommandLineRun.of("import", damaged, "--out", folder.resolve("x"));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(refused.errLines()).hasSize(1);
    assertThat(folder.resolve("x")).doesNotExist();
    CommandLineRun scaling = CommandLineRun.of("import", torch, "--out", "x", "--scaling", "/0");
    assertThat(scaling.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(scaling.err()).contains("a divisor positive: 0.0, 0.0");
  }

  private static void assertRefused(CommandLineRun run, int exitCode, String line) {
    assertThat(run.errLines()).containsExactly("lockstep: " + line);
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }
}
