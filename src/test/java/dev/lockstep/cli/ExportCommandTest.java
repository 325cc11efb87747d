package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtException;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.TestData;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.export.OnnxRun;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.file.ModelWeights;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ExportCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int IMAGE_HEADER_BYTES = 16;

  @TempDir static Path home;
  private static Path run;
  @TempDir Path folder;

  @BeforeAll
  static void train() {
    Path data = IdxFixture.writeDigits(home.resolve("data"), 1_000, 100);
    run = home.resolve("run");
    CommandLineRun training =
        CommandLineRun.of("train", "--data", data, "--out", run, "--epochs", 4);
    assertThat(training.exitCode()).as(training.err()).isZero();
  }

  @Test
  void onnxGivesTheSameClassForEveryDigit() throws IOException, OrtException {
    Path file = export("digits.onnx");
    List<float[]> images =
        IntStream.range(0, Digits.count(Part.TEST))
            .mapToObj(i -> Digits.example(Part.TEST, i))
            .map(Example::features)
            .toList();
    assertScoredAlike(file, images);
  }

  @Test
  void onnxGivesTheSameClassForEveryImageOfMnist() throws IOException, OrtException {
    Path images = TestData.folder("mnist").orElse(home).resolve(IdxFixture.TEST_IMAGES + ".gz");
    assumeThat(images).as("MNIST's test images").exists();
    byte[] pixels;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(images))) {
      pixels = in.readAllBytes();
    }
    int count = (pixels.length - IMAGE_HEADER_BYTES) / Digits.FEATURES;
    assertThat(count).isEqualTo(10_000);
    List<float[]> rows =
        IntStream.range(0, count)
            .mapToObj(row -> image(pixels, IMAGE_HEADER_BYTES + row * Digits.FEATURES))
            .toList();
    assertScoredAlike(export("mnist.onnx"), rows);
  }

  @Test
  void weightsComeBackFromNpzAndFromAFolderOfText() throws IOException {
    Configuration conf = new Configuration();
    Model model = model();
    Path npz = export("weights.npz");
    assertThat(ModelWeights.read(hadoop(npz), model.network(), conf)).isEqualTo(model.parameters());
    Path text = export("text", "--format", "csv");
    assertThat(ModelWeights.read(hadoop(text), model.network(), conf))
        .isEqualTo(model.parameters());
    assertThat(text.resolve("layer1.weight.csv")).isRegularFile();
  }

  @Test
  void aNameThatTellsNothingWantsAFormat() {
    CommandLineRun export = CommandLineRun.of("export", run, "--out", folder.resolve("x.bin"));
    assertThat(export.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(export.errLines())
        .containsExactly(
            "lockstep: --out "
                + folder.resolve("x.bin")
                + " does not end in .onnx, .npz or .csv: which --format?"
                + " (see lockstep export --help)");
    CommandLineRun unknown =
        CommandLineRun.of("export", run, "--out", folder.resolve("x"), "--format", "pickle");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("'pickle' is not one of onnx, npz, csv");
  }

  private static Model model() throws IOException {
    return ModelFile.read(hadoop(run), new Configuration());
  }

  private Path export(String name, String... options) {
    Path target = folder.resolve(name);
    Object[] args = new Object[4 + options.length];
    args[0] = "export";
    args[1] = run;
    args[2] = "--out";
    args[3] = target;
    System.arraycopy(options, 0, args, 4, options.length);
    CommandLineRun export = CommandLineRun.of(args);
    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(export.out()).isEqualTo("wrote model 784-128-10 to " + target + "\n");
    return target;
  }

  private static void assertScoredAlike(Path file, List<float[]> images)
      throws IOException, OrtException {
    Model model = model();
    OnnxRun onnx = OnnxRun.of(file, "probabilities", images.toArray(new float[0][]));
    BlockScorer scorer = new BlockScorer(model.network(), model.scaling(), model.parameters(), 1);
    for (int row = 0; row < images.size(); row++) {
      float[] outputs = scorer.logits(images.get(row).clone(), 1);
      int label = Network.argMax(outputs, 0, Digits.CLASSES);
      assertThat(onnx.labels()[row]).as("row %d", row).isEqualTo(label);
      scorer.toOutputs(outputs, 1);
      assertThat(onnx.outputs()[row]).as("row %d", row).containsExactly(outputs, within(1e-5f));
    }
  }

  private static float[] image(byte[] pixels, int from) {
    float[] features = new float[Digits.FEATURES];
    for (int i = 0; i < features.length; i++) {
      features[i] = pixels[from + i] & 0xff;
    }
    return features;
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
