package dev.lockstep.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.Safetensors;
import dev.lockstep.model.Tensor;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final Network NETWORK =
      new Network(List.of(3, 2, 2), Activation.LEAKY_RELU, Loss.MSE, Activation.SIGMOID);

  private final Configuration conf = new Configuration();
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgainFromTheFileAndFromItsFolder() throws IOException {
    Model written =
        new Model(
            NETWORK, InputScaling.divideBy(0.1f), List.of("naïve \"cat\"", "犬"), parameters());
    ModelFile.write(written, path("run/model.safetensors"), conf);
    for (String place : List.of("run/model.safetensors", "run")) {
      Model read = ModelFile.read(path(place), conf);
      assertThat(read.network()).isEqualTo(NETWORK);
      assertThat(read.scaling()).isEqualTo(written.scaling());
      assertThat(read.classNames()).isEqualTo(written.classNames());
      assertThat(read.parameters()).containsExactly(written.parameters());
    }
  }

  @Test
  void whatIsScaledInDoublesComesBackToTheBitInAVersionOfItsOwn() throws IOException {
    InputScaling scaling =
        InputScaling.perFeature(
            InputScaling.Method.STANDARDISE,
            new float[] {1, 0, 0},
            new float[] {2, 1, 1},
            List.of(
                new InputScaling.WideFeature(1, 1_700_000_000 + 1 / 3.0, 1 / 7.0),
                new InputScaling.WideFeature(2, -1e300, 1e-300)));
    ModelFile.write(new Model(NETWORK, scaling, List.of("0", "1"), parameters()), path("m"), conf);
    assertThat(ModelFile.read(path("m"), conf).scaling()).isEqualTo(scaling);
    IndependentSafetensorsReader read =
        new IndependentSafetensorsReader(Files.readAllBytes(folder.resolve("m")));
    assertThat(read.metadata)
        .containsEntry("formatVersion", "2")
        .containsEntry(
            "wideFeatures", "[[1,1.7000000003333333E9,0.14285714285714285],[2,-1.0E300,1.0E-300]]");
  }

  @Test
  void anIndependentReaderFindsLayersAndMetadata() throws IOException {
    ModelFile.write(model(parameters()), path("m"), conf);
    IndependentSafetensorsReader read =
        new IndependentSafetensorsReader(Files.readAllBytes(folder.resolve("m")));
    assertThat(read.tensors.keySet())
        .containsExactly("layer0.weight", "layer0.bias", "layer1.weight", "layer1.bias");
    assertTensor(read, "layer0.weight", List.of(3L, 2L), 0, -1, 2, -3, 4, -5);
    assertTensor(read, "layer0.bias", List.of(2L), 6, -7);
    assertTensor(read, "layer1.weight", List.of(2L, 2L), 8, -9, 10, -11);
    assertTensor(read, "layer1.bias", List.of(2L), 12, -13);
    assertThat(read.metadata)
        .isEqualTo(
            Map.of(
                "formatVersion", "1",
                "activation", "leaky-relu",
                "loss", "mse",
                "outputActivation", "sigmoid",
                "inputScaling", "divide",
                "inputDivisor", "255.0",
                "classNames", "[\"0\",\"1\"]"));
  }

  @Test
  void theParameterOfALossIsKept() throws IOException {
    Loss loss = new Loss(LossFunction.HUBER, 0.1f);
    Network network = new Network(NETWORK.sizes(), Activation.TANH, loss, Activation.LINEAR);
    ModelFile.write(
        new Model(network, InputScaling.BYTES, List.of("0", "1"), parameters()), path("m"), conf);
    assertThat(ModelFile.read(path("m"), conf).network()).isEqualTo(network);
    Safetensors good = SafetensorsFile.read(path("m"), conf);
    assertThat(good.metadata()).containsEntry("loss", "huber").containsEntry("delta", "0.1");
    for (String wrong : List.of("0", "-1", "NaN", "Infinity", "1e39", "a tenth")) {
      Map<String, String> metadata = new TreeMap<>(good.metadata());
      metadata.put("delta", wrong);
      SafetensorsFile.write(new Safetensors(good.tensors(), metadata), path("m"), conf);
      assertThatThrownBy(() -> ModelFile.read(path("m"), conf))
          .isInstanceOf(DamagedFileException.class)
          .hasMessageContaining("is not a model: ")
          .hasMessageContaining("delta");
    }
    Map<String, String> metadata = new TreeMap<>(good.metadata());
    metadata.remove("delta");
    SafetensorsFile.write(new Safetensors(good.tensors(), metadata), path("m"), conf);
    assertThatThrownBy(() -> ModelFile.read(path("m"), conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("its metadata has no delta");
  }

  @Test
  void namesOfFeaturesAreKeptAndNeedNotBeThere() throws IOException {
    List<String> names = List.of("naïve \"x\"", "", "犬");
    ModelFile.write(
        new Model(NETWORK, InputScaling.BYTES, names, List.of("0", "1"), parameters()),
        path("named"),
        conf);
    assertThat(ModelFile.read(path("named"), conf).featureNames()).isEqualTo(names);
    assertThat(Model.weightsSha256(ModelFile.read(path("named"), conf).parameters()))
        .isEqualTo(Model.weightsSha256(parameters()));
    ModelFile.write(model(parameters()), path("plain"), conf);
    assertThat(ModelFile.read(path("plain"), conf).featureNames()).isEmpty();
  }

  @Test
  void wrongNamesOfFeaturesAreRefused() throws IOException {
    assertThatThrownBy(() -> named("a", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 feature names for 3 features");
    assertThatThrownBy(() -> named("a", "b", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two features are named \"a\"");
    ModelFile.write(named("a", "b", "c"), path("m"), conf);
    Safetensors good = SafetensorsFile.read(path("m"), conf);
    for (String json : List.of("[]", "{}", "\"abc\"", "[1,2,3]", "[\"a\",\"b\",null]", "[[]]")) {
      Map<String, String> metadata = new TreeMap<>(good.metadata());
      metadata.put("featureNames", json);
      SafetensorsFile.write(new Safetensors(good.tensors(), metadata), path("m"), conf);
      assertThatThrownBy(() -> ModelFile.read(path("m"), conf))
          .isInstanceOf(DamagedFileException.class)
          .hasMessageContaining("featureNames are not a list of names");
    }
  }

  private static Model named(String... names) {
    return new Model(NETWORK, InputScaling.BYTES, List.of(names), List.of("0", "1"), parameters());
  }

  @Test
  void equalModelsAreEqualBytes() throws IOException {
    ModelFile.write(model(parameters()), path("a"), conf);
    ModelFile.write(model(parameters()), path("b"), conf);
    assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
  }

  @Test
  void theHashIsThatOfTheFloatsLittleEndianBytes() throws GeneralSecurityException {
    // 1f is 0x3f800000, -2.5f 0xc0200000, the smallest 0x00000001, -0f 0x80000000.
    byte[] bytes = HexFormat.of().parseHex("0000803f" + "000020c0" + "01000000" + "00000080");
    BigInteger digest = new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(Model.weightsSha256(new float[] {1, -2.5f, Float.MIN_VALUE, -0f}))
        .isEqualTo(String.format(Locale.ROOT, "%064x", digest));
    // printf '' | sha256sum
    assertThat(Model.weightsSha256(new float[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void aModelMustFitItsNetwork() {
    assertThatThrownBy(() -> model(new float[13]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("13 parameters for 14");
    assertThatThrownBy(() -> new Model(NETWORK, InputScaling.BYTES, List.of("0"), parameters()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 class name for 2 classes");
    float[] infinite = parameters();
    infinite[3] = Float.NEGATIVE_INFINITY;
    assertThatThrownBy(() -> model(infinite))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter 3 is -Infinity");
  }

  @Test
  void aFileOfTensorsThatIsNoModelIsRefused() throws IOException {
    SafetensorsFile.write(
        new Safetensors(Map.of("w", Tensor.of(new float[4], 2, 2)), Map.of()), path("m"), conf);
    assertThatThrownBy(() -> ModelFile.read(path("m"), conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(
            path("m")
                + ": is not a model of Lockstep's: its metadata has no formatVersion;"
                + " import makes one of other programs' weights");
  }

  /** 0, -1, 2, -3, ... */
  private static float[] parameters() {
    float[] parameters = new float[NETWORK.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = i % 2 == 0 ? i : -i;
    }
    return parameters;
  }

  private static Model model(float[] parameters) {
    return new Model(NETWORK, InputScaling.BYTES, List.of("0", "1"), parameters);
  }

  private static void assertTensor(
      IndependentSafetensorsReader read, String name, List<Object> shape, float... values) {
    assertThat(read.tensors.get(name).getKey()).isEqualTo(shape);
    assertThat(read.tensors.get(name).getValue()).containsExactly(values);
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
  }
}
