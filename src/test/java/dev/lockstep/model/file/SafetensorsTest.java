package dev.lockstep.model.file;

import static dev.lockstep.model.file.SafetensorsBytes.file;
import static dev.lockstep.model.file.SafetensorsBytes.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.model.Safetensors;
import dev.lockstep.model.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;

  @Test
  void whatIsWrittenIsReadAgainToTheBit() throws IOException {
    Safetensors written = sample();
    SafetensorsFile.write(written, path(), conf);
    assertSame(SafetensorsFile.read(path(), conf), written);
  }

  @Test
  void tensorsLargerThanTheBufferAreReadAgainToTheBit() throws IOException {
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.37f - 5;
    }
    Safetensors written = new Safetensors(Map.of("w", Tensor.of(values, 100_003)), Map.of());
    SafetensorsFile.write(written, path(), conf);
    assertSame(SafetensorsFile.read(path(), conf), written);
  }

  @Test
  void anIndependentReaderSeesWhatWasWritten() throws IOException {
    Safetensors written = sample();
    SafetensorsFile.write(written, path(), conf);
    IndependentSafetensorsReader read = new IndependentSafetensorsReader(bytes());
    assertThat(read.metadata).isEqualTo(written.metadata());
    assertThat(read.tensors.keySet()).containsExactlyElementsOf(written.tensors().keySet());
    written
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(read.tensors.get(name).getKey())
                  .isEqualTo(tensor.shape().stream().map(Long::valueOf).toList());
              assertThat(bits(read.tensors.get(name).getValue())).isEqualTo(bits(tensor.values()));
            });
    assertThat(read.dataStart).as("where the data start").isEqualTo(read.dataStart / 8 * 8);
  }

  @Test
  void theBytesOfTheFormatArePinned() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("layer0.weight", Tensor.of(new float[] {1, -2}, 2, 1));
    tensors.put("layer0.bias", Tensor.of(new float[] {0.5f}, 1));
    SafetensorsFile.write(
        new Safetensors(tensors, Map.of("b", "é\n", "a", "123456")), path(), conf);
    String header =
        "{\"__metadata__\":{\"a\":\"123456\",\"b\":\"é\\n\"},"
            + "\"layer0.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
            + "\"layer0.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}   ";
    String expected =
        "b000000000000000"
            + HexFormat.of().formatHex(header.getBytes(StandardCharsets.UTF_8))
            + "0000803f"
            + "000000c0"
            + "0000003f";
    assertThat(HexFormat.of().formatHex(bytes())).isEqualTo(expected);
  }

  @Test
  void theOrderInWhichMetadataWereGatheredDoesNotChangeTheBytes() throws IOException {
    Map<String, String> oneWay = new LinkedHashMap<>();
    Map<String, String> otherWay = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      oneWay.put("key" + i, "" + i);
      otherWay.put("key" + (19 - i), "" + (19 - i));
    }
    SafetensorsFile.write(new Safetensors(Map.of(), oneWay), path(), conf);
    byte[] first = bytes();
    SafetensorsFile.write(new Safetensors(Map.of(), otherWay), path(), conf);
    assertThat(bytes()).isEqualTo(first);
  }

  /** As {@code safetensors.numpy.save_file} lays it out: sorted by name, padded with spaces. */
  @Test
  void aFileFromPythonIsRead() throws IOException {
    String header =
        "{\"__metadata__\":{\"format\":\"np\"},"
            + "\"bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]}}   ";
    assertThat(header.length() % 8).isZero();
    put(file(header, floats(1, 2, 3, 4)));
    Safetensors read = SafetensorsFile.read(path(), conf);
    assertThat(read.metadata()).containsExactly(Map.entry("format", "np"));
    assertThat(read.tensors().keySet()).containsExactly("bias", "weight");
    assertThat(read.tensors().get("bias").values()).containsExactly(1, 2);
    assertThat(read.tensors().get("weight").shape()).containsExactly(1, 2);
    assertThat(read.tensors().get("weight").values()).containsExactly(3, 4);
  }

  @Test
  void aHeaderMayNameTensorsInAnotherOrderThanTheirBytes() throws IOException {
    put(
        file(
            "{\"b\":{\"data_offsets\":[4,8],\"shape\":[],\"dtype\":\"F32\"},"
                + "\"none\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[4,4]},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            floats(1, 2)));
    Map<String, Tensor> read = SafetensorsFile.read(path(), conf).tensors();
    assertThat(read.keySet()).containsExactly("a", "none", "b");
    assertThat(read.get("a").values()).containsExactly(1);
    assertThat(read.get("none").shape()).containsExactly(0, 3);
    assertThat(read.get("b").shape()).isEmpty();
    assertThat(read.get("b").values()).containsExactly(2);
  }

  @Test
  void nothingButTheFileIsLeftInTheFolder() throws IOException {
    SafetensorsFile.write(sample(), path(), conf);
    SafetensorsFile.write(sample(), path(), conf);
    assertThat(folder.toFile().list()).containsExactly("model.safetensors");
  }

  @Test
  void namesThatTheFormatCannotHoldAreRefused() {
    Tensor one = Tensor.of(new float[1], 1);
    assertThatThrownBy(() -> new Safetensors(Map.of("__metadata__", one), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no tensor may be called __metadata__");
    assertThatThrownBy(() -> new Safetensors(Map.of("half \ud83d", one), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("half a character");
  }

  @Test
  void aHeaderTooLongToBeReadIsNotWritten() throws IOException {
    SafetensorsFile.write(sample(), path(), conf);
    byte[] before = bytes();
    String long16MiB = "x".repeat(16 << 20);
    assertThatThrownBy(
            () ->
                SafetensorsFile.write(
                    new Safetensors(Map.of(), Map.of("k", long16MiB)), path(), conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the limit is 16777216");
    assertThat(bytes()).isEqualTo(before);
  }

  @Test
  void aTensorsShapeMustMatchItsValues() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [2, 3] asks for 6 values, not 5");
    assertThatThrownBy(() -> Tensor.of(new float[1], -1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [-1, -1] has a negative dimension");
  }

  /** Every kind of float, shape and character that has its own way to go wrong. */
  private static Safetensors sample() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    float oddNaN = Float.intBitsToFloat(0xffc12345);
    tensors.put("layer10.weight", Tensor.of(new float[] {1, -0f, Float.MIN_VALUE, oddNaN}, 2, 2));
    tensors.put("layer2.bias", Tensor.of(new float[] {Float.NEGATIVE_INFINITY, 3e38f, 7}, 3));
    tensors.put("none", Tensor.of(new float[0], 0, 5));
    tensors.put("scalar", Tensor.of(new float[] {0.1f}));
    tensors.put("\"Größe\\\t\u0001 \ud83d\ude00", Tensor.of(new float[] {-9}, 1, 1, 1));
    return new Safetensors(tensors, Map.of("classes", "[\"zéro\",\"一\",\"\ud83d\ude00\"]", "", ""));
  }

  private static void assertSame(Safetensors actual, Safetensors expected) {
    assertThat(actual.metadata()).isEqualTo(expected.metadata());
    assertThat(actual.tensors().keySet()).containsExactlyElementsOf(expected.tensors().keySet());
    expected
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(actual.tensors().get(name).shape()).isEqualTo(tensor.shape());
              assertThat(bits(actual.tensors().get(name).values()))
                  .isEqualTo(bits(tensor.values()));
            });
  }

  private static List<Integer> bits(float[] values) {
    Integer[] bits = new Integer[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return List.of(bits);
  }

  private Path path() {
    return new Path(folder.resolve("model.safetensors").toUri());
  }

  private byte[] bytes() throws IOException {
    return Files.readAllBytes(folder.resolve("model.safetensors"));
  }

  private void put(byte[] bytes) throws IOException {
    Files.write(folder.resolve("model.safetensors"), bytes);
  }
}
