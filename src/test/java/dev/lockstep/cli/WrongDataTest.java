package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.Part;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit code 3: one line, which names the file and the place in it; and no run folder is left. */
class WrongDataTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int TRAIN = 60;
  private static final int TEST = 20;
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = IdxFixture.writeDigits(folder.resolve("data"), TRAIN, TEST);
  }

  @Test
  void theFolderIsMissing() {
    Path none = folder.resolve("none");
    assertRefused(
        train("--data", none),
        none
            + ": no such file or folder, and no data set of that name (digits, mnist, fashion-mnist)");
    assertRefused(
        train("--test-data", none),
        none
            + ": no such file or folder, and no data set of that name (digits, mnist, fashion-mnist)");
  }

  @Test
  void optionsOfTablesAreRefusedWhereThereIsNoTable() {
    CommandLineRun named =
        CommandLineRun.of(
            (Object[])
                "train --data digits --label x --missing mean --exclude a --task regression"
                    .split(" "));
    assertThat(named.exitCode()).as(named.err()).isEqualTo(ExitCode.USAGE);
    assertThat(named.err())
        .contains("digits is not a table: --label, --exclude, --missing, --task say nothing here");
    CommandLineRun folders = CommandLineRun.of("inspect", data, "--null", "?");
    assertThat(folders.exitCode()).as(folders.err()).isEqualTo(ExitCode.USAGE);
    assertThat(folders.err()).contains(data + " is not a table: --null says nothing here");
  }

  /** The header says how many bytes have a checksum, and Hadoop makes room for them. */
  @ParameterizedTest
  @ValueSource(strings = {"crc\0xxxxxxxx", "crc\0\0\0\0\0xxxx", "crc\0\u00ff\0\0\0xxxx"})
  void aChecksumFileIsDamaged(String content) throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), "a,label\n1,x\n2,y\n");
    Files.writeString(folder.resolve(".t.csv.crc"), content, StandardCharsets.ISO_8859_1);
    assertRefused(
        train("--data", table),
        "the .crc file beside a file is damaged: remove it, or write both again");
  }

  @Test
  void aFileIsMissing() throws IOException {
    Files.delete(data.resolve(IdxFixture.TEST_LABELS));
    assertRefused(train(), data + ": has no t10k-labels-idx1-ubyte, raw or .gz");
  }

  @Test
  void theMagicIsAnothers() throws IOException {
    Path file = data.resolve(IdxFixture.TRAIN_IMAGES);
    byte[] bytes = IdxFixture.digits(Part.TRAIN, TRAIN).imageFile();
    bytes[2] = 0x0d;
    Files.write(file, bytes);
    assertRefused(
        train(),
        file
            + ": not IDX with 3 dimensions of unsigned bytes:"
            + " it begins with 0x00000d03, not 0x00000803");
  }

  @Test
  void aRawFileIsCutOff() throws IOException {
    Path file = data.resolve(IdxFixture.TRAIN_IMAGES);
    byte[] bytes = IdxFixture.digits(Part.TRAIN, TRAIN).imageFile();
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(
        train(),
        file
            + ": its header says 60 rows of 784 bytes, 47056 bytes in all, but the file has 47055");
    Files.write(file, Arrays.copyOf(bytes, 7));
    assertRefused(train(), file + ": ends within its header");
  }

  @Test
  void aGzippedFileEndsEarly() throws IOException {
    byte[] bytes = IdxFixture.digits(Part.TRAIN, TRAIN).imageFile();
    Path raw = data.resolve(IdxFixture.TRAIN_IMAGES);
    IdxFixture.replaceByGzip(raw, Arrays.copyOf(bytes, bytes.length - 785));
    assertRefused(train(), raw + ".gz: ends early at or before row 58 of 60");
    byte[] packed = IdxFixture.gzip(bytes);
    Files.write(Path.of(raw + ".gz"), Arrays.copyOf(packed, packed.length / 2));
    CommandLineRun cut = train();
    assertThat(cut.err()).startsWith("lockstep: " + raw + ".gz: ends early at or before row ");
    assertRefused(cut, cut.errLines().get(0).replace("lockstep: ", ""));
  }

  /** As a bomb does: far more comes out than the header says. */
  @Test
  void aGzippedFileGoesOnAndOn() throws IOException {
    byte[] bytes = IdxFixture.digits(Part.TRAIN, TRAIN).labelFile();
    Path raw = data.resolve(IdxFixture.TRAIN_LABELS);
    IdxFixture.replaceByGzip(raw, Arrays.copyOf(bytes, 50_000_000));
    assertRefused(train(), raw + ".gz: goes on after row 59, the last of the 60 in its header");
  }

  @Test
  void thereAreMoreLabelsThanImages() throws IOException {
    Files.write(
        data.resolve(IdxFixture.TRAIN_LABELS),
        IdxFixture.digits(Part.TRAIN, TRAIN + 1).labelFile());
    assertRefused(
        train(),
        data.resolve(IdxFixture.TRAIN_IMAGES)
            + " has 60 images, but "
            + data.resolve(IdxFixture.TRAIN_LABELS)
            + " has 61 labels");
  }

  @Test
  void theTestSetHasALabelThatTrainingHasNot() throws IOException {
    byte[] labels = IdxFixture.digits(Part.TEST, TEST).labelFile();
    labels[8 + 17] = (byte) 200;
    Path file = data.resolve(IdxFixture.TEST_LABELS);
    Files.write(file, labels);
    assertRefused(train(), file + ": row 17: label 200, but there are 10 classes (0 to 9)");
  }

  @Test
  void aSetIsEmpty() throws IOException {
    Files.write(data.resolve(IdxFixture.TEST_IMAGES), IdxFixture.digits(Part.TEST, 0).imageFile());
    Files.write(data.resolve(IdxFixture.TEST_LABELS), IdxFixture.digits(Part.TEST, 0).labelFile());
    assertRefused(
        train(), data.resolve(IdxFixture.TEST_IMAGES) + ": is empty: its header says 0 rows");
  }

  @Test
  void theTestSetHasOtherFeatures() throws IOException {
    Path other = IdxFixture.writeDigits(folder.resolve("other"), 1, 1);
    Files.write(
        other.resolve(IdxFixture.TEST_IMAGES),
        ByteBuffer.allocate(16 + 6).putInt(0x0803).putInt(1).putInt(2).putInt(3).array());
    assertRefused(
        train("--test-data", other),
        data + " has 784 features, but the test set " + other + " has 6");
  }

  @Test
  void verboseAddsTheStackTrace() {
    CommandLineRun run = train("--test-data", folder.resolve("none"), "--verbose");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err()).containsOnlyOnce("dev.lockstep.data.DataException:");
    assertThat(run.err()).contains("\tat dev.lockstep.");
  }

  /** Runs {@code train} into a folder within a folder, neither of which exists. */
  private CommandLineRun train(Object... options) {
    Object[] args = {"train", "--data", data, "--epochs", 1, "--out", folder.resolve("runs/a")};
    Object[] all = Arrays.copyOf(args, args.length + options.length);
    System.arraycopy(options, 0, all, args.length, options.length);
    return CommandLineRun.of(all);
  }

  private void assertRefused(CommandLineRun run, String line) {
    assertThat(run.errLines()).containsExactly("lockstep: " + line);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(folder.resolve("runs")).doesNotExist();
  }
}
