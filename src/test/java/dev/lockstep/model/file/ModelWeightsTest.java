package dev.lockstep.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights 1 to 6, [2 x 3], and bias 7 to 9, from whatever holds them. */
class ModelWeightsTest {
  private static final Network NETWORK =
      new Network(List.of(2, 3), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
  private static final float[] PARAMETERS = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;
  private java.nio.file.Path file;
  private Path path;

  @BeforeEach
  void name() {
    file = folder.resolve("weights.npz");
    path = new Path(file.toUri());
  }

  @ParameterizedTest
  @CsvSource({"<f4,false", "<f8,false", ">f4,true", ">f8,true"})
  void readsEveryTypeAndOrder(String type, boolean deflated) throws IOException {
    assertThat(read(npz(deflated, type))).isEqualTo(PARAMETERS);
  }

  @Test
  void whatStandsByColumnsIsTurnedRound() throws IOException {
    byte[] npz =
        new NpzFixture(true)
            .add("layer0.bias", "<f4", true, "(3,)", 7, 8, 9)
            .add("layer0.weight", "<f4", true, "(2, 3)", 1, 4, 2, 5, 3, 6)
            .file();
    assertThat(read(npz)).isEqualTo(PARAMETERS);
  }

  @Test
  void anInputScalingIsPassedOver() throws IOException {
    byte[] npz =
        new NpzFixture(true)
            .add("input.divisors", "<f4", false, "(2,)", 255, 255)
            .add("layer0.weight", "<f4", false, "(2, 3)", 1, 2, 3, 4, 5, 6)
            .add("layer0.bias", "<f4", false, "(3,)", 7, 8, 9)
            .file();
    assertThat(read(npz)).isEqualTo(PARAMETERS);
  }

  /** Else a few KiB that expand to gigabytes would be expanded, only to be passed over. */
  @ParameterizedTest
  @ValueSource(strings = {"input.divisors", "input.offsets"})
  void anInputScalingIsNoLongerThanTheFeaturesNeed(String name) {
    byte[] npz = new NpzFixture(true).addRaw(name, new byte[20_000]).file();
    assertRefused(npz, name + " has more than 16412 bytes, too many for 2 features");
  }

  @ParameterizedTest
  @ValueSource(strings = {NumpyFiles.SAVEZ, NumpyFiles.SAVEZ_COMPRESSED})
  void readsWhatNumpyWrote(String base64) throws IOException {
    assertThat(read(Base64.getMimeDecoder().decode(base64))).isEqualTo(PARAMETERS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }; has shape [3, 2], but",
        "'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }; is of type \"<i4\"",
        "'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }; is of type \"|O\"",
        "'descr': '<f4', 'fortran_order': false, 'shape': (2, 3), }; neither True nor False",
        "'descr': '<f4', 'shape': (2, 3), }; only the keys [descr, shape]",
        "'descr': '<f4', 'fortran_order': False, 'descr': '<f4'}; the key descr twice",
        "'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 3), }; an invalid size",
        "'descr': '<f4', 'fortran_order': False, 'shape': eval('(2, 3)'), }; no (",
        "'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } 1; text after its end",
        "'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}; an unknown key",
      })
  void aHeaderThatIsNotUnderstoodIsRefused(String header, String problem) {
    byte[] weights = NpzFixture.npy("{" + header, "<f4", 1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> read(new NpzFixture(true).addRaw("layer0.weight", weights).file()))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(path + ": layer0.weight ")
        .hasMessageContaining(problem);
  }

  @Test
  void whatIsMissingOrTooMuchIsNamed() {
    NpzFixture noBias = new NpzFixture(true);
    noBias.add("layer0.weight", "<f4", false, "(2, 3)", 1, 2, 3, 4, 5, 6);
    assertRefused(noBias.file(), "has no array layer0.bias; it has [layer0.weight]");
    NpzFixture deeper = new NpzFixture(true);
    deeper.add("layer1.bias", "<f4", false, "(3,)", 7, 8, 9);
    assertRefused(
        deeper.file(),
        "has an array \"layer1.bias\"; a network 2-3 has layer0.weight, layer0.bias,"
            + " to layer0.bias");
    NpzFixture infinite = new NpzFixture(false);
    infinite.add("layer0.bias", "<f8", false, "(3,)", 7, 1e39, 9);
    assertRefused(infinite.file(), "layer0.bias has Infinity at 1");
    NpzFixture longer = new NpzFixture(false);
    longer.add("layer0.bias", "<f4", false, "(3,)", 7, 8, 9, 10);
    assertRefused(longer.file(), "layer0.bias goes on after its last value");
    assertRefused(new byte[200], "is not an NPZ file: no arrays in it");
  }

  @Test
  void aFileTooSmallForTheNetworkIsRefusedBeforeAnythingIsAllocated() throws IOException {
    Files.write(file, npz(true, "<f4"));
    Network large =
        new Network(
            List.of(40_000, 50_000), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
    assertThatThrownBy(() -> ModelWeights.read(path, large, conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("too few for the 2000050000 parameters of 40000-50000");
  }

  @Test
  void readsAFolderOfText() throws IOException {
    Files.writeString(folder.resolve("layer0.weight.csv"), "1,2, 3.0\r\n4e0,+5,.6e1\r\n");
    Files.writeString(folder.resolve("layer0.bias.csv"), "7\n8\n9");
    Path text = new Path(folder.toUri());
    assertThat(ModelWeights.read(text, NETWORK, conf)).isEqualTo(PARAMETERS);
    Files.writeString(folder.resolve("layer0.bias.csv"), "7,8,9\n");
    assertThat(ModelWeights.read(text, NETWORK, conf)).isEqualTo(PARAMETERS);
    Files.writeString(folder.resolve("layer0.bias.csv"), "7,8,9f\n");
    assertThatThrownBy(() -> ModelWeights.read(text, NETWORK, conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageEndingWith("layer0.bias.csv: row 1, column 3: \"9f\" is not a float");
    Files.writeString(folder.resolve("layer0.bias.csv"), "7\n8\n");
    assertThatThrownBy(() -> ModelWeights.read(text, NETWORK, conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageEndingWith("layer0.bias.csv: has 2 values; the network wants [3]");
    Files.writeString(folder.resolve("layer0.weight.csv"), "1,2\n3,4\n5,6\n");
    assertThatThrownBy(() -> ModelWeights.read(text, NETWORK, conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("layer0.weight.csv: row 1 has 2 values");
  }

  private static byte[] npz(boolean deflated, String type) {
    return new NpzFixture(deflated)
        .add("layer0.weight", type, false, "(2, 3)", 1, 2, 3, 4, 5, 6)
        .add("layer0.bias", type, false, "(3,)", 7, 8, 9)
        .file();
  }

  private float[] read(byte[] npz) throws IOException {
    Files.write(file, npz);
    return ModelWeights.read(path, NETWORK, conf);
  }

  private void assertRefused(byte[] npz, String problem) {
    assertThatThrownBy(() -> read(npz))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(path + ": " + problem);
  }
}
