package dev.lockstep.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.Mutants;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a model's file, it is read or refused in one line that names it. */
@Tag("slow")
class MutatedFilesTest {
  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;
  private java.nio.file.Path file;
  private Path path;

  @BeforeEach
  void loadClasses() throws IOException {
    file = folder.resolve("model.safetensors");
    path = new Path(file.toUri());
    ModelFile.write(model(List.of(3, 2), Activation.RELU), path, conf);
    ModelFile.read(path, conf);
  }

  @Test
  void modelsWithAnyBytesChanged() throws IOException {
    List<byte[]> good = goodFiles();
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      Random random = new Random(seed);
      read += isRead(seed, Mutants.of(good.get(seed % good.size()), random)) ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT * 3 / 4);
  }

  /** The header's length is right again, so that what is wrong in the header is seen. */
  @Test
  void modelsWithHeadersChanged() throws IOException {
    List<byte[]> good = goodFiles();
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] bytes = good.get(seed % good.size());
      int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
      byte[] data = Arrays.copyOfRange(bytes, 8 + length, bytes.length);
      String mutant = Mutants.ofJson(header, new Random(seed));
      read += isRead(seed, SafetensorsBytes.file(mutant, data)) ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 1_000, Mutants.COUNT / 2);
  }

  @Test
  void jsonWithAnythingChanged() {
    String good = "{\"epochs\": 3, \"sizes\": [784, 128, 10], \"rate\": 0.1, \"name\": \"sgd\"}";
    StrictJson.parse(path, good); // Loads classes.
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      String text = Mutants.ofJson(good, new Random(seed));
      boolean isRead =
          Mutants.isRead(
              "seed " + seed,
              path.toString(),
              text.length(),
              DamagedFileException.class,
              () -> StrictJson.parse(path, text));
      read += isRead ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 20, Mutants.COUNT * 3 / 4);
  }

  /** JSON can name half a character, which no file of ours holds, nor any UTF-8. */
  @Test
  void halfACharacterIsRefused() throws IOException {
    Files.write(file, SafetensorsBytes.file("{\"__metadata__\":{\"a\":\"\\ud800\"}}", new byte[0]));
    assertThatThrownBy(() -> ModelFile.read(path, conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(path + ": ")
        .hasMessageContaining("half a character");
  }

  /** A network of ten thousand layers would overflow the stack that counts its parameters. */
  @Test
  void aModelOfVeryManyLayersIsRefused() throws IOException {
    int layers = 10_000;
    String tensors =
        IntStream.range(0, layers)
            .mapToObj(MutatedFilesTest::layerOfTwoParameters)
            .collect(Collectors.joining(","));
    String metadata =
        "{\"formatVersion\":\"1\",\"activation\":\"relu\",\"loss\":\"mse\","
            + "\"outputActivation\":\"linear\",\"inputScaling\":\"none\",\"classNames\":\"[\\\"0\\\",\\\"1\\\"]\"}";
    byte[] bytes =
        SafetensorsBytes.file(
            "{\"__metadata__\":" + metadata + "," + tensors + "}", new byte[8 * layers]);
    assertThat(isRead(0, bytes)).isFalse();
  }

  private static String layerOfTwoParameters(int l) {
    return String.format(
        Locale.ROOT,
        "\"layer%d.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[%d,%d]},"
            + "\"layer%d.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}",
        l,
        8 * l,
        8 * l + 4,
        l,
        8 * l + 4,
        8 * l + 8);
  }

  private boolean isRead(int seed, byte[] mutant) throws IOException {
    Files.write(file, mutant);
    return Mutants.isRead(
        "seed " + seed,
        path.toString(),
        mutant.length,
        DamagedFileException.class,
        () -> {
          Model model = ModelFile.read(path, conf);
          assertThat(4L * model.parameters().length).isLessThanOrEqualTo(mutant.length);
        });
  }

  private List<byte[]> goodFiles() throws IOException {
    return List.of(
        bytes(model(List.of(3, 2), Activation.RELU)),
        bytes(model(List.of(20, 7, 5, 3), Activation.TANH)),
        bytes(named(model(List.of(4, 3), Activation.TANH))),
        bytes(model(List.of(1, 1, 1, 1, 2), Activation.SIGMOID)));
  }

  private byte[] bytes(Model model) throws IOException {
    ModelFile.write(model, path, conf);
    return Files.readAllBytes(file);
  }

  private static Model named(Model model) {
    List<String> names = List.of("sepal \u00e9", "b", "c", "d");
    return new Model(
        model.network(), model.scaling(), names, model.classNames(), model.parameters());
  }

  private static Model model(List<Integer> sizes, Activation activation) {
    Network network = new Network(sizes, activation, Loss.CROSS_ENTROPY, Activation.LINEAR);
    float[] parameters = new float[network.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = i / 7f - 1;
    }
    List<String> names =
        IntStream.range(0, network.classes()).mapToObj(c -> "class \u00e9 " + c).toList();
    return new Model(network, InputScaling.BYTES, names, parameters);
  }
}
