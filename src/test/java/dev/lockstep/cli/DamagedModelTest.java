package dev.lockstep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit code 4: one line, which names the file and what is wrong with it. */
class DamagedModelTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  /** Of two features and two classes. */
  private static final String HEADER =
      "{'__metadata__':{'activation':'relu','classNames':'[\\'0\\',\\'1\\']','formatVersion':'1',"
          + "'inputScaling':'divide','inputDivisor':'255.0','loss':'cross-entropy','outputActivation':'linear'},"
          + "'layer0.weight':{'dtype':'F32','shape':[2,2],'data_offsets':[0,16]},"
          + "'layer0.bias':{'dtype':'F32','shape':[2],'data_offsets':[16,24]}}";

  @TempDir Path folder;

  @Test
  void theUndamagedModelIsShown() throws IOException {
    write(HEADER);
    CommandLineRun run = CommandLineRun.of("inspect", model());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outAfter("network ")).startsWith("2-2, 6 parameters;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "formatVersion':'1' | formatVersion':'4' |"
            + " is a model of format version \"4\"; this release reads versions 1 to 3",
        "formatVersion | version |"
            + " is not a model of Lockstep's: its metadata has no formatVersion;"
            + " import makes one of other programs' weights",
        "[16,24] | [8,16] |"
            + " tensor \"layer0.bias\": data_offsets [8, 16] overlap the tensor before,"
            + " which ends at 16",
        "[16,24] | [16,9223372036854775807] |"
            + " tensor \"layer0.bias\": data_offsets [16, 9223372036854775807]"
            + " reach past the 24 bytes of data",
        "[2,2] | [4611686018427387904,4] |"
            + " tensor \"layer0.weight\": the size of shape [4611686018427387904, 4]"
            + " overflows 64 bits",
        "[2,2] | [4,1] |" + " is not a model: layer 0 has weights [4, 1] and bias [2] after []",
        "layer0.bias | layer0.b | is not a model: it has no tensor layer0.bias",
        "relu | swsh | is not a model: unknown activation \"swsh\"",
        "255.0 | much | is not a model: its inputDivisor is \"much\", not a number",
        "[\\'0\\',\\'1\\'] | [\\'0\\'] | is not a model: 1 class name for 2 classes",
        "[\\'0\\',\\'1\\'] | [0,1] | is not a model: its classNames are not a list of names: \"[0,1]\"",
      })
  void whatIsWrongIsNamed(String right, String wrong, String problem) throws IOException {
    assertThat(HEADER).contains(right);
    write(HEADER.replace(right, wrong));
    assertRefused(model(), problem);
  }

  @Test
  void theFileIsMissing() {
    assertRefused(model(), "no such file");
  }

  @Test
  void theFileIsCutOff() throws IOException {
    write(HEADER);
    byte[] bytes = Files.readAllBytes(model());
    Files.write(model(), Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(
        model(), "tensor \"layer0.bias\": data_offsets [16, 24] reach past the 23 bytes of data");
    Files.write(model(), Arrays.copyOf(bytes, 5));
    assertRefused(model(), "has 5 bytes; the header's length alone takes 8");
  }

  @Test
  void theHeadersLengthIsAbsurd() throws IOException {
    write(HEADER);
    byte[] bytes = Files.readAllBytes(model());
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60);
    Files.write(model(), bytes);
    assertRefused(
        model(),
        "header length 1152921504606846976 does not fit in the file, which has "
            + bytes.length
            + " bytes: it is cut short, or not a safetensors file");
  }

  @Test
  void aParameterIsNotANumber() throws IOException {
    write(HEADER);
    byte[] bytes = Files.readAllBytes(model());
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
    Files.write(model(), bytes);
    assertRefused(model(), "is not a model: parameter 5 is NaN");
  }

  @Test
  void aFolderHasNoModel() {
    assertRefused(folder, folder.resolve("model.safetensors"), "no such file");
  }

  /** Reading it would wait for a writer. */
  @Test
  void aPipeIsNoModel() throws Exception {
    Path pipe = folder.resolve("pipe.safetensors");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertRefused(pipe, "is neither a file nor a folder");
  }

  @Test
  void verboseAddsTheStackTrace() {
    CommandLineRun run = CommandLineRun.of("evaluate", model(), "--verbose");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(run.err()).contains("DamagedFileException:", "\tat dev.lockstep.");
  }

  private void assertRefused(Path path, String problem) {
    assertRefused(path, path, problem);
  }

  private static void assertRefused(Path path, Path named, String problem) {
    CommandLineRun run = CommandLineRun.of("evaluate", path);
    assertThat(run.errLines()).containsExactly("lockstep: " + named + ": " + problem);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
  }

  private Path model() {
    return folder.resolve("model.safetensors");
  }

  private void write(String header) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 24).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(model(), bytes.putLong(json.length).put(json).array());
  }
}
