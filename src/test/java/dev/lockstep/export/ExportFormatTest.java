package dev.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.Method;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelWeights;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExportFormatTest {
  private static final int FEATURES = 20;
  private static final int ROWS = 50;
  private static final int SECONDS = 4;
  private static final List<String> NAMES = List.of("ant", "b\u00eate \u4e2d", "c,\"d\"");

  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;

  static Stream<Model> models() {
    List<Model> models = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      models.add(model(activation, Loss.CROSS_ENTROPY, Activation.LINEAR, InputScaling.BYTES));
      models.add(model(Activation.TANH, Loss.MSE, activation, InputScaling.NONE));
    }
    Loss huber = new Loss(LossFunction.HUBER, 0.25f);
    models.add(model(Activation.RELU, huber, Activation.TANH, standardised()));
    models.add(model(Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR, standardised()));
    return models.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void theOnnxRuntimeScoresAsWeDo(Model model) throws IOException, OrtException {
    java.nio.file.Path file = folder.resolve("model.onnx");
    ExportFormat.ONNX.write(model, new Path(file.toUri()), conf);
    float[] x = random(9, ROWS * FEATURES, 100);
    float[][] rows = new float[ROWS][FEATURES];
    for (int i = 0; i < x.length; i++) {
      rows[i / FEATURES][i % FEATURES] = x[i];
    }
    boolean classifies = model.network().loss().hasProbabilities();
    OnnxRun run = OnnxRun.of(file, classifies ? "probabilities" : "outputs", rows);
    BlockScorer scorer =
        new BlockScorer(model.network(), model.scaling(), model.parameters(), ROWS);
    float[] logits = scorer.logits(x, ROWS);
    for (int r = 0; r < ROWS; r++) {
      assertThat(run.labels()[r]).as("row %d", r).isEqualTo(Network.argMax(logits, 3 * r, 3));
    }
    scorer.toOutputs(logits, ROWS);
    for (int i = 0; i < 3 * ROWS; i++) {
      float tolerance = 1e-5f * Math.max(1, Math.abs(logits[i]));
      assertThat(run.outputs()[i / 3][i % 3]).as("%d", i).isCloseTo(logits[i], within(tolerance));
    }
    assertThat(run.metadata())
        .containsEntry("classNames", "[\"ant\",\"b\u00eate \u4e2d\",\"c,\\\"d\\\"\"]")
        .containsEntry("network", "20-7-3")
        .containsEntry("loss", model.network().loss().function().toString());
    boolean isHuber = model.network().loss().function() == LossFunction.HUBER;
    assertThat(run.metadata().get("delta")).isEqualTo(isHuber ? "0.25" : null);
  }

  @Test
  void whatIsScaledInDoublesIsTakenSoByOthers() throws IOException, OrtException {
    Model model =
        model(Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR, withSeconds(standardised()));
    double[][] rows = new double[ROWS][FEATURES];
    double[] x = new double[ROWS * FEATURES];
    float[] random = random(9, x.length, 100);
    for (int i = 0; i < x.length; i++) {
      x[i] = i % FEATURES == SECONDS ? 1_700_000_000 + random[i] : random[i];
      rows[i / FEATURES][i % FEATURES] = x[i];
    }
    java.nio.file.Path file = folder.resolve("model.onnx");
    ExportFormat.ONNX.write(model, new Path(file.toUri()), conf);
    OnnxRun run = OnnxRun.of(file, "probabilities", rows);
    BlockScorer scorer =
        new BlockScorer(model.network(), model.scaling(), model.parameters(), ROWS);
    float[] logits = scorer.logits(x, ROWS);
    for (int r = 0; r < ROWS; r++) {
      assertThat(run.labels()[r]).as("row %d", r).isEqualTo(Network.argMax(logits, 3 * r, 3));
    }
    ExportFormat.CSV.write(model, new Path(folder.toUri()), conf);
    assertThat(Files.readAllLines(folder.resolve("input.offsets.csv")).get(SECONDS))
        .isEqualTo("1.7000000005E9");
    assertThat(Files.readAllLines(folder.resolve("input.divisors.csv")).get(SECONDS))
        .isEqualTo("40.0");
    Path npz = new Path(folder.resolve("model.npz").toUri());
    ExportFormat.NPZ.write(model, npz, conf);
    byte[] bytes = Files.readAllBytes(folder.resolve("model.npz"));
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .contains("{'descr': '<f8', 'fortran_order': False, 'shape': (20,), }")
        .contains(littleEndian(1_700_000_000.5));
    assertThat(ModelWeights.read(npz, model.network(), conf)).isEqualTo(model.parameters());
  }

  private static String littleEndian(double value) {
    byte[] bytes =
        ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** One feature in doubles. */
  private static InputScaling withSeconds(InputScaling scaling) {
    float[] offsets = scaling.offsets();
    float[] divisors = scaling.divisors();
    offsets[SECONDS] = 0;
    divisors[SECONDS] = 1;
    WideFeature seconds = new WideFeature(SECONDS, 1_700_000_000.5, 40);
    return InputScaling.perFeature(Method.STANDARDISE, offsets, divisors, List.of(seconds));
  }

  @Test
  void aSingleOutputsLabelIsTheNearerOne() throws IOException, OrtException {
    Network network =
        new Network(List.of(FEATURES, 7, 1), Activation.TANH, Loss.MSE, Activation.SIGMOID);
    float[] parameters = random(3, network.parameterCount(), 1);
    Model model = new Model(network, InputScaling.NONE, List.of("no", "yes"), parameters);
    java.nio.file.Path file = folder.resolve("model.onnx");
    ExportFormat.ONNX.write(model, new Path(file.toUri()), conf);
    float[] x = random(9, ROWS * FEATURES, 1);
    float[][] rows = new float[ROWS][];
    for (int r = 0; r < ROWS; r++) {
      rows[r] = Arrays.copyOfRange(x, r * FEATURES, (r + 1) * FEATURES);
    }
    OnnxRun run = OnnxRun.of(file, "outputs", rows);
    float[] logits = new BlockScorer(network, InputScaling.NONE, parameters, ROWS).logits(x, ROWS);
    Set<Integer> seen = new TreeSet<>();
    for (int r = 0; r < ROWS; r++) {
      seen.add(network.classOf(logits, r));
      assertThat(run.labels()[r]).as("row %d", r).isEqualTo(network.classOf(logits, r));
    }
    assertThat(seen).containsExactly(0, 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"NPZ", "CSV"})
  void weightsAreReadBackToTheBit(ExportFormat format) throws IOException {
    Model model = model(Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR, InputScaling.BYTES);
    Path target = new Path(folder.resolve("weights").toUri());
    format.write(model, target, conf);
    assertThat(ModelWeights.read(target, model.network(), conf)).isEqualTo(model.parameters());
  }

  @Test
  void equalModelsAreEqualBytes() throws IOException {
    for (ExportFormat format : List.of(ExportFormat.ONNX, ExportFormat.NPZ)) {
      List<byte[]> files = new ArrayList<>();
      for (String name : List.of("one", "two")) {
        java.nio.file.Path file = folder.resolve(name);
        Model model =
            model(Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR, InputScaling.BYTES);
        format.write(model, new Path(file.toUri()), conf);
        files.add(Files.readAllBytes(file));
      }
      assertThat(files.get(0)).as("%s", format).isEqualTo(files.get(1));
    }
  }

  @Test
  void aFolderOfTextHoldsALineForEachInput() throws IOException {
    Model model = model(Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR, InputScaling.BYTES);
    ExportFormat.CSV.write(model, new Path(folder.toUri()), conf);
    try (Stream<java.nio.file.Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "input.offsets.csv",
              "input.divisors.csv",
              "layer0.weight.csv",
              "layer0.bias.csv",
              "layer1.weight.csv",
              "layer1.bias.csv");
    }
    List<String> lines = Files.readAllLines(folder.resolve("layer0.weight.csv"));
    assertThat(lines).hasSize(FEATURES);
    assertThat(lines.get(1).split(",", -1)).hasSize(7);
    assertThat(Float.parseFloat(lines.get(1).split(",", -1)[2])).isEqualTo(model.parameters()[9]);
    assertThat(Files.readAllLines(folder.resolve("layer1.bias.csv"))).hasSize(3);
  }

  private static Model model(
      Activation activation, Loss loss, Activation output, InputScaling scaling) {
    Network network = new Network(List.of(FEATURES, 7, 3), activation, loss, output);
    return new Model(network, scaling, NAMES, random(5, network.parameterCount(), 0.5f));
  }

  private static InputScaling standardised() {
    float[] divisors = random(2, FEATURES, 5);
    for (int i = 0; i < FEATURES; i++) {
      divisors[i] = Math.abs(divisors[i]) + 20;
    }
    return InputScaling.perFeature(Method.STANDARDISE, random(1, FEATURES, 5), divisors);
  }

  private static float[] random(long seed, int count, float range) {
    AddressedRandom random = AddressedRandom.of(seed, "export");
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = range * (random.bits(i) >> 40) / (1 << 23);
    }
    return values;
  }
}
