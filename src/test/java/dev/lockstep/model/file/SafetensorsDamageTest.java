package dev.lockstep.model.file;

import static dev.lockstep.model.file.SafetensorsBytes.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsDamageTest {
  private static final byte[] FOUR_FLOATS = floats(1, 2, 3, 4);

  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;

  static Stream<Arguments> damagedLengths() {
    String good = "{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}";
    byte[] file = SafetensorsBytes.file(good, FOUR_FLOATS);
    int all = file.length;
    int header = good.length();
    return Stream.of(
        arguments("empty", new byte[0], "has 0 bytes; the header's length alone takes 8"),
        arguments("7 bytes", new byte[7], "has 7 bytes; the header's length alone takes 8"),
        arguments(
            "2^60",
            SafetensorsBytes.file(1L << 60, good, FOUR_FLOATS),
            "header length 1152921504606846976 does not fit in the file, which has " + all),
        arguments(
            "2^63",
            SafetensorsBytes.file(1L << 63, good, FOUR_FLOATS),
            "header length 9223372036854775808 does not fit in the file, which has " + all),
        arguments(
            "2^64 - 1",
            SafetensorsBytes.file(-1, good, FOUR_FLOATS),
            "header length 18446744073709551615 does not fit in the file, which has " + all),
        arguments(
            "one past the end",
            SafetensorsBytes.file(all - 7, good, FOUR_FLOATS),
            "header length " + (all - 7) + " does not fit in the file, which has " + all),
        arguments(
            "100 MB in a small file",
            SafetensorsBytes.file(100_000_000, good, FOUR_FLOATS),
            "header length 100000000 does not fit in the file, which has " + all),
        arguments(
            "header cut short",
            SafetensorsBytes.file(header - 1, good, FOUR_FLOATS),
            "the header is not valid JSON: Unexpected end-of-input"),
        arguments(
            "header too long",
            SafetensorsBytes.file(header + 2, good, FOUR_FLOATS),
            "tensor \"w\": data_offsets [0, 16] reach past the 14 bytes of data"),
        arguments(
            "truncated data",
            Arrays.copyOf(file, all - 1),
            "tensor \"w\": data_offsets [0, 16] reach past the 15 bytes of data"),
        arguments(
            "trailing bytes",
            Arrays.copyOf(file, all + 3),
            "has 3 bytes after the last tensor, which ends at 16"));
  }

  static Stream<Arguments> damagedHeaders() {
    return Stream.of(
        arguments("", "the header does not begin with {, but is \"\""),
        arguments("hello", "the header does not begin with {, but is \"hello\""),
        arguments("[1,2]", "the header does not begin with {, but is \"[1,2]\""),
        arguments(" {}", "the header does not begin with {, but is \" {}\""),
        arguments("{hello}", "the header is not valid JSON: Unexpected character ('h'"),
        arguments("{} {}", "the header goes on after its closing }: \"{\""),
        arguments("{}\0", "the header is not valid JSON: Illegal character"),
        arguments("{}", "has 16 bytes after the last tensor, which ends at 0"),
        arguments("{\"w\":7}", "tensor \"w\" is \"7\", where { is expected"),
        arguments("{\"__metadata__\":[]}", "__metadata__ is \"[\", where { is expected"),
        arguments("{\"__metadata__\":{\"k\":1}}", "__metadata__ \"k\" is \"1\", not a string"),
        arguments(entry("\"shape\":[4],\"data_offsets\":[0,16]"), "\"w\": dtype is missing"),
        arguments(entry("\"dtype\":\"F32\",\"data_offsets\":[0,16]"), "\"w\": shape is missing"),
        arguments(entry("\"dtype\":\"F32\",\"shape\":[4]"), "\"w\": data_offsets is missing"),
        arguments(
            entry("\"dtype\":\"F16\",\"shape\":[8],\"data_offsets\":[0,16]"),
            "tensor \"w\": dtype is \"F16\"; only F32 can be read"),
        arguments(
            entry("\"dtype\":32,\"shape\":[4],\"data_offsets\":[0,16]"),
            "tensor \"w\": dtype is \"32\", not a string"),
        arguments(
            entry("\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16],\"order\":\"F\""),
            "tensor \"w\": unknown key \"order\""),
        arguments(w("[-4]", "[0,16]"), "\"w\": shape holds -4, which is negative"),
        arguments(w("[4.0]", "[0,16]"), "\"w\": shape holds \"4.0\", not a whole number"),
        arguments(w("[[4]]", "[0,16]"), "\"w\": shape holds \"[\", not a whole number"),
        arguments(w("4", "[0,16]"), "\"w\": shape is \"4\", where [ is expected"),
        arguments(
            w("[5]", "[0,16]"), "\"w\": shape [5] takes 20 bytes, data_offsets [0, 16] hold 16"),
        arguments(
            w("[4294967296,4294967296]", "[0,16]"),
            "\"w\": the size of shape [4294967296, 4294967296] overflows 64 bits"),
        arguments(
            w("[4611686018427387908]", "[0,16]"),
            "\"w\": the size of shape [4611686018427387908] overflows 64 bits"),
        arguments(
            w("[0,4294967296]", "[0,0]"),
            "\"w\": shape [0, 4294967296] is larger than a Java array can be"),
        arguments(w("[4]", "[16]"), "\"w\": data_offsets has 1 numbers, not 2"),
        arguments(w("[4]", "[-16,0]"), "\"w\": data_offsets holds -16, which is negative"),
        arguments(w("[4]", "[16,0]"), "\"w\": data_offsets [16, 0] end before they begin"),
        arguments(
            w("[5]", "[0,20]"), "\"w\": data_offsets [0, 20] reach past the 16 bytes of data"),
        arguments(
            w("[4]", "[9223372036854775791,9223372036854775807]"),
            "data_offsets [9223372036854775791, 9223372036854775807] reach past the 16 bytes"),
        arguments(
            w("[4]", "[0,18446744073709551632]"),
            "\"w\": data_offsets holds 18446744073709551632, which overflows 64 bits"),
        arguments(w("[3]", "[4,16]"), "\"w\": data_offsets [4, 16] leave a gap after 0"),
        arguments(
            two("[0,12]", "[8,16]", 3, 2),
            "tensor \"b\": data_offsets [8, 16] overlap the tensor before, which ends at 12"),
        arguments(
            two("[0,4]", "[8,16]", 1, 2), "tensor \"b\": data_offsets [8, 16] leave a gap after 4"),
        arguments(
            "{\"w\":" + tensor("[2]", "[0,8]") + ",\"w\":" + tensor("[2]", "[8,16]") + "}",
            "the header is not valid JSON: Duplicate field 'w'"),
        arguments(
            "{\"w\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
            "tensor \"w\" is \"[\", where { is expected"),
        arguments(
            "{\"w\":" + "{\"w\":".repeat(100_000) + "}".repeat(100_001),
            "tensor \"w\": unknown key \"w\""),
        arguments(
            "{\"" + "n".repeat(1000) + "\":7}",
            "tensor \"" + "n".repeat(60) + "\"... (1000 characters) is \"7\""),
        arguments("{\"two\\nlines\\u202e\":7}", "tensor \"two\\u000alines\\u202e\" is \"7\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damagedLengths")
  void wrongLengthsAreRefused(String name, byte[] file, String problem) throws IOException {
    assertRefused(file, problem);
  }

  @ParameterizedTest
  @MethodSource("damagedHeaders")
  void wrongHeadersAreRefused(String header, String problem) throws IOException {
    assertRefused(SafetensorsBytes.file(header, FOUR_FLOATS), problem);
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[] file = SafetensorsBytes.file("{\"w\":7}", FOUR_FLOATS);
    file[10] = (byte) 0xc0;
    assertRefused(file, "its text is not UTF-8");
  }

  @Test
  void aHeaderInUtf16IsRefused() throws IOException {
    byte[] encoded = "{}".getBytes(StandardCharsets.UTF_16LE);
    byte[] file = SafetensorsBytes.file("    ", new byte[0]);
    System.arraycopy(encoded, 0, file, 8, encoded.length);
    assertRefused(file, "the header is not valid JSON");
  }

  /** A sparse file: the claim fits, but no model has so much to say. */
  @Test
  void aHeaderAboveTheLimitIsRefused() throws IOException {
    long claim = (16 << 20) + 1;
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("damaged").toFile(), "rw")) {
      file.writeLong(Long.reverseBytes(claim));
      file.setLength(8 + claim);
    }
    assertRefused("header length 16777217 is above the limit of 16777216");
  }

  @Test
  void aMissingFileAndAFolderAreRefused() throws IOException {
    assertRefused("no such file");
    Files.createDirectory(folder.resolve("damaged"));
    assertRefused("a folder, where a file is expected");
  }

  private static String w(String shape, String offsets) {
    return "{\"w\":" + tensor(shape, offsets) + "}";
  }

  private static String two(String offsetsA, String offsetsB, int sizeA, int sizeB) {
    return "{\"a\":%s,\"b\":%s}"
        .formatted(tensor("[" + sizeA + "]", offsetsA), tensor("[" + sizeB + "]", offsetsB));
  }

  private static String tensor(String shape, String offsets) {
    return "{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":%s}".formatted(shape, offsets);
  }

  private static String entry(String fields) {
    return "{\"w\":{" + fields + "}}";
  }

  private void assertRefused(byte[] file, String problem) throws IOException {
    Files.write(folder.resolve("damaged"), file);
    assertRefused(problem);
  }

  private void assertRefused(String problem) {
    Path path = new Path(folder.resolve("damaged").toUri());
    assertThatThrownBy(() -> SafetensorsFile.read(path, conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(path + ": ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(600));
  }
}
