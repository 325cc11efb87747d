package dev.lockstep.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.NpzFixture;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Loss;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights as other programs name, store and order them. */
class ForeignModelTest {
  /** A network 3-2-2 as [inputs x outputs] and biases. */
  private static final float[] PARAMETERS = {1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, -4, 0.5f, 0.25f};

  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;
  private java.nio.file.Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("weights");
  }

  @Test
  void torchAndItsReadWeightsGiveTheSameLogits() throws IOException {
    Files.write(file, Base64.getDecoder().decode(TorchFile.STATE_DICT));
    ForeignModel foreign = read(Hints.NONE);
    Model model = foreign.model();
    assertThat(model.network()).hasToString("3-4-4-2");
    assertThat(model.network().activation()).isEqualTo(Activation.RELU);
    assertThat(model.scaling()).isEqualTo(InputScaling.NONE);
    BlockScorer scorer = new BlockScorer(model.network(), model.scaling(), model.parameters(), 3);
    float[] logits = scorer.logits(TorchFile.ROWS.clone(), 3);
    for (int i = 0; i < TorchFile.LOGITS.length; i++) {
      assertThat(logits[i]).isCloseTo(TorchFile.LOGITS[i], within(1e-6f));
    }
    assertThat(foreign.notes())
        .containsExactly(
            path()
                + ": weights of another program, 3-4-4-2; relu ({activation} says otherwise),"
                + " input scaling none ({scaling} says otherwise),"
                + " classes 0 to 1 ({classes} says otherwise)");
  }

  @ParameterizedTest
  @CsvSource({
    "0.weight, 0.bias, 2.weight, 2.bias",
    "net.9.weight, net.9.bias, net.10.weight, net.10.bias",
    "fc1.weight, fc1.bias, fc2.weight, fc2.bias",
    "hidden.weight, hidden.bias, a_head.weight, a_head.bias",
    "W1, b1, W2, b2",
    "fc1_weight, fc1_bias, fc2_weight, fc2_bias",
    "layers/dense/kernel:0, layers/dense/bias:0, layers/dense_1/kernel:0, layers/dense_1/bias:0",
    "a/dense_9/vars/0, a/dense_9/vars/1, a/dense_10/vars/0, a/dense_10/vars/1",
  })
  void sizesTellTheDimensionsUnderAnyName(String w0, String b0, String w1, String b1)
      throws IOException {
    for (boolean turned : new boolean[] {false, true}) {
      Named file = new Named();
      // The first layer last, as files that sort have it.
      file.add(w1, turned, 2, 2, -1, -2, -3, -4).add(b1, 0.5, 0.25);
      file.add(b0, 7, 8).add(w0, turned, 3, 2, 1, 2, 3, 4, 5, 6);
      assertThat(parameters(file.safetensors())).isEqualTo(PARAMETERS);
      assertThat(parameters(file.npz())).isEqualTo(PARAMETERS);
    }
  }

  @ParameterizedTest
  @CsvSource({"F16,<f2", "BF16,<f4", "F32,>f4", "F64,<f8"})
  void allFloatsAreRead(String dtype, String numpy) throws IOException {
    Named named = new Named().add("0.weight", true, 3, 2, 1, 2, 3, 4, 5, 6).add("0.bias", 7, -0.5);
    float[] parameters = {1, 2, 3, 4, 5, 6, 7, -0.5f};
    assertThat(parameters(named.safetensors(dtype))).isEqualTo(parameters);
    assertThat(parameters(named.npz(numpy))).isEqualTo(parameters);
  }

  @Test
  void namelessArraysOfKerasGoByTheirNumbers() throws IOException {
    NpzFixture npz = new NpzFixture(true);
    npz.add("arr_10", "<f4", false, "(2, 2)", 1, 0, 0, 1).add("arr_11", "<f4", false, "(2,)", 1, 2);
    npz.add("arr_8", "<f8", false, "(2, 2)", 1, 2, 3, 4).add("arr_9", "<f4", false, "(2,)", 5, 6);
    assertThat(parameters(npz.file())).containsExactly(1, 2, 3, 4, 5, 6, 1, 0, 0, 1, 1, 2);
  }

  @Test
  void squareWeightsGoByTheirNames() throws IOException {
    float[] asStored = {1, 2, 3, 4, 5, 6};
    float[] turned = {1, 3, 2, 4, 5, 6};
    assertThat(parameters(square("0.weight", "0.bias").safetensors())).isEqualTo(turned);
    assertThat(parameters(square("0.weight", "0.bias").npz())).isEqualTo(turned);
    assertThat(parameters(square("dense/kernel", "dense/bias").npz())).isEqualTo(asStored);
    // So Lockstep's export calls them.
    assertThat(parameters(square("layer0.weight", "layer0.bias").npz())).isEqualTo(asStored);
    for (String names : List.of("layer0.weight layer0.bias", "W1 b1", "a/w a/b")) {
      String weight = names.split(" ", 2)[0];
      Files.write(file, square(weight, names.split(" ", 2)[1]).safetensors());
      assertThatThrownBy(() -> read(Hints.NONE))
          .isInstanceOf(SettingException.class)
          .hasMessage(
              path()
                  + ": \""
                  + weight
                  + "\" is square, and its name does not tell inputs from outputs:"
                  + " weightOrder in-out or out-in says which come first");
      assertThat(read(order(WeightOrder.IN_OUT)).model().parameters()).isEqualTo(asStored);
      assertThat(read(order(WeightOrder.OUT_IN)).model().parameters()).isEqualTo(turned);
    }
  }

  private static Named square(String weight, String bias) {
    return new Named().add(weight, false, 2, 2, 1, 2, 3, 4).add(bias, 5, 6);
  }

  private static Hints order(WeightOrder order) {
    return new Hints(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(order));
  }

  private static Hints hidden(Integer... widths) {
    return new Hints(
        Optional.of(List.of(widths)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void theUsersWordsAreTaken() throws IOException {
    Files.write(file, new Named().add("w", true, 2, 1, 1, 2).add("b", 3).safetensors());
    Hints hints =
        new Hints(
            Optional.of(List.of()),
            Optional.of(Activation.TANH),
            Optional.of(new InputRange(10, 4)),
            Optional.of(List.of("no", "yes")),
            Optional.empty());
    Model model = read(hints).model();
    assertThat(model.classNames()).containsExactly("no", "yes");
    assertThat(model.network().activation()).isEqualTo(Activation.TANH);
    assertThat(model.network().output()).isEqualTo(Activation.SIGMOID);
    assertThat(model.network().loss()).isEqualTo(Loss.MSE);
    float[] row = {14, 2};
    model.scaling().apply(row, 1, 2);
    assertThat(row).containsExactly(1, -2);
    assertThat(read(hints).notes().get(0))
        .endsWith("the sigmoid of its one output is above 0.5")
        .doesNotContain("{");
  }

  /** Both a and b go from 3 to 3: only their widths could tell them apart, and are the same. */
  @Test
  void anUnclearOrderIsRefusedUnlessTheWidthsTell() throws IOException {
    Named same = new Named();
    same.add("a.weight", true, 2, 2, 1, 2, 3, 4).add("a.bias", 1, 2);
    same.add("b.weight", true, 2, 2, 1, 2, 3, 4).add("b.bias", 1, 2);
    Files.write(file, same.safetensors());
    assertThatThrownBy(() -> read(Hints.NONE))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("several orders of its layers fit: a.weight 2-2, b.weight 2-2;");
    Named circle = new Named();
    circle.add("a.weight", true, 2, 3, 1, 2, 3, 4, 5, 6).add("a.bias", 1, 2, 3);
    circle.add("b.weight", true, 3, 2, 1, 2, 3, 4, 5, 6).add("b.bias", 1, 2);
    Files.write(file, circle.safetensors());
    assertThatThrownBy(() -> read(Hints.NONE)).hasMessageContaining("several orders");
    assertThat(read(hidden(3)).model().network()).hasToString("2-3-2");
    assertThat(read(hidden(2)).model().network()).hasToString("3-2-3");
    assertThatThrownBy(() -> read(hidden(4)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(": hidden says widths of [4], but the layers are ");
  }

  @Test
  void whatIsNotADenseLayerIsNamed() throws IOException {
    Named dense = square("0.weight", "0.bias");
    dense.add("1.running_mean", 1, 2);
    assertRefused(dense, "\"1.running_mean\" belongs to a normalisation layer; only dense layers");
    Named convolution = square("9.weight", "9.bias").shaped("0.weight", "[1, 1, 2]", 1, 2);
    assertRefused(convolution, "\"0.weight\" has shape [1, 1, 2], as a convolution has;");
    assertRefused(
        new Named().add("0.weight", 1, 2), "\"0.weight\" has shape [2], as a normalisation's;");
    assertRefused(
        new Named().add("0.weight", false, 2, 2, 1, 2, 3, 4), "\"0.weight\" has no bias;");
    assertRefused(new Named().add("0.bias", 1, 2), "\"0.bias\" is a bias without weights");
    assertRefused(
        square("0.weight", "0.bias").add("0.weight_ih", 1),
        "\"0.weight_ih\" is neither the weight (kernel) nor the bias of a dense layer");
    assertRefused(
        new Named().add("0.weight", false, 2, 3, 1, 2, 3, 4, 5, 6).add("0.bias", 1, 2, 3, 4),
        "\"0.weight\" [2, 3] and \"0.bias\" [4] do not fit each other");
    assertRefused(
        square("0.weight", "0.bias")
            .add("1.weight", true, 3, 2, 1, 2, 3, 4, 5, 6)
            .add("1.bias", 1, 2),
        "\"1.weight\" takes 3 inputs, but \"0.weight\" before it gives 2");
    assertRefused(square("0.weight", "0.bias").add("arr_0", 1, 2), "\"arr_0\" has no name, unlike");
    assertRefused(new Named(), "has no weights");
  }

  @Test
  void numbersThatAreNotFiniteAreNamed() throws IOException {
    assertRefused(
        new Named().add("0.weight", false, 2, 2, 1, 2, 3, Double.NaN).add("0.bias", 1, 2),
        "\"0.weight\" has NaN at [1, 1]");
    assertRefused(
        new Named().add("0.weight", false, 2, 2, 1, 2, 3, 4).add("0.bias", 1, -1e300),
        "\"0.bias\" has -Infinity at 1");
  }

  @Test
  void vectorsOfANormalisationWithoutNamesAreCounted() throws IOException {
    NpzFixture npz = new NpzFixture(false);
    npz.add("arr_0", "<f4", false, "(2, 2)", 1, 0, 0, 1);
    npz.add("arr_1", "<f4", false, "(2,)", 1, 2).add("arr_2", "<f4", false, "(2,)", 1, 2);
    Files.write(file, npz.file());
    assertThatThrownBy(() -> read(Hints.NONE))
        .hasMessage(
            path()
                + ": has 1 matrix and 2 vectors: dense layers have one of each, weights and bias");
  }

  @Test
  void aScalingOfLockstepsExportIsTaken() throws IOException {
    Named named = square("layer0.weight", "layer0.bias");
    named.add("input.offsets", 1, 2).add("input.divisors", 4, 8);
    Files.write(file, named.npz());
    float[] row = {5, 10};
    read(Hints.NONE).model().scaling().apply(row, 1, 2);
    assertThat(row).containsExactly(1, 1);
    Files.write(file, named.npz("<f8"));
    assertThatThrownBy(() -> read(Hints.NONE)).hasMessageContaining("in doubles");
  }

  @Test
  void modelsOfOursAndOtherFilesAreNotForeign() throws IOException {
    Files.writeString(file, "hello, world");
    assertThat(ForeignModel.isAt(path(), conf)).isFalse();
    Files.write(file, square("0.weight", "0.bias").safetensors());
    assertThat(ForeignModel.isAt(path(), conf)).isTrue();
    Files.write(file, square("0.weight", "0.bias").npz());
    assertThat(ForeignModel.isAt(path(), conf)).isTrue();
  }

  private void assertRefused(Named named, String problem) throws IOException {
    Files.write(file, named.safetensors("F64"));
    assertThatThrownBy(() -> read(Hints.NONE))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(path() + ": " + problem);
  }

  private float[] parameters(byte[] content) throws IOException {
    Files.write(file, content);
    return read(Hints.NONE).model().parameters();
  }

  private ForeignModel read(Hints hints) throws IOException {
    return ForeignModel.read(path(), hints, conf);
  }

  private Path path() {
    return new Path(file.toUri().getPath());
  }
}
