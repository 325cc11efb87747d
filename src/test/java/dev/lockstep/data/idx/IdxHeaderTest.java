package dev.lockstep.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Part;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.testing.IdxFixture;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before a row is read, and with which words. */
class IdxHeaderTest {
  private static final String TRAIN = "train-";
  private static final IdxFixture EXAMPLES = IdxFixture.random(2, 10, 4, 3, 10);

  @TempDir Path folder;

  @BeforeEach
  void goodFiles() {
    EXAMPLES.write(folder, Part.TRAIN, false);
  }

  @Test
  void theGoodFilesAreOpened() {
    IdxSource source = IdxFixture.open(folder);
    assertThat(source.count()).isEqualTo(10);
    assertThat(source.features()).isEqualTo(12);
    assertThat(source.classLimit()).isEqualTo(10);
    assertThat(source.name()).isEqualTo("fixture");
  }

  @Test
  void theNamesWithADotServeToo() throws IOException {
    Files.move(folder.resolve(IdxFixture.TRAIN_IMAGES), folder.resolve("train-images.idx3-ubyte"));
    Files.delete(folder.resolve(IdxFixture.TRAIN_LABELS));
    IdxFixture.write(folder, "train-labels.idx1-ubyte.gz", IdxFixture.gzip(EXAMPLES.labelFile()));
    assertThat(IdxFixture.open(folder).count()).isEqualTo(10);
  }

  @Test
  void aMissingFolderIsNamed() {
    String missing = folder.resolve("nowhere").toString();
    assertThatThrownBy(() -> Catalog.open(missing, Part.TRAIN, new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(missing, "no such file or folder", "mnist");
    assertRefused(folder.resolve("nowhere"), missing, IdxFixture.TRAIN_IMAGES);
  }

  @ParameterizedTest
  @ValueSource(strings = {IdxFixture.TRAIN_IMAGES, IdxFixture.TRAIN_LABELS})
  void aMissingFileIsNamed(String file) throws IOException {
    Files.delete(folder.resolve(file));
    assertRefused(folder, folder.toString(), "has no " + file);
  }

  @ParameterizedTest
  @CsvSource({
    TRAIN + "images-idx3-ubyte, 0x00000801", // the rank of labels
    TRAIN + "images-idx3-ubyte, 0x00000804",
    TRAIN + "images-idx3-ubyte, 0x00000d03", // floats
    TRAIN + "images-idx3-ubyte, 0x89504e47", // a PNG picture
    TRAIN + "labels-idx1-ubyte, 0x00000803",
    TRAIN + "labels-idx1-ubyte, 0x01080000", // the other byte order
  })
  void aWrongMagicNumberOrRankIsNamed(String file, String magic) throws IOException {
    byte[] content = Files.readAllBytes(folder.resolve(file));
    ByteBuffer.wrap(content).putInt(0, Long.decode(magic).intValue());
    IdxFixture.write(folder, file, content);
    assertRefused(folder, file, "not IDX", magic);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 7, 15})
  void aTruncatedHeaderIsNamed(int bytes) throws IOException {
    byte[] cut = Arrays.copyOf(EXAMPLES.imageFile(), bytes);
    IdxFixture.write(folder, IdxFixture.TRAIN_IMAGES, cut);
    assertRefused(folder, IdxFixture.TRAIN_IMAGES, "ends within its header");
    Files.delete(folder.resolve(IdxFixture.TRAIN_IMAGES));
    IdxFixture.write(folder, IdxFixture.TRAIN_IMAGES + ".gz", IdxFixture.gzip(cut));
    assertRefused(folder, IdxFixture.TRAIN_IMAGES + ".gz", "ends within its header");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 135, 137, 1_000})
  void aRawFileThatIsTooShortOrTooLongIsNamedWithItsSize(int bytes) {
    byte[] other = Arrays.copyOf(EXAMPLES.imageFile(), bytes);
    IdxFixture.write(folder, IdxFixture.TRAIN_IMAGES, other);
    assertRefused(folder, IdxFixture.TRAIN_IMAGES, "10 rows of 12 bytes", "136", "has " + bytes);
  }

  @Test
  void aRawLabelFileThatIsTooShortIsNamed() {
    byte[] cut = Arrays.copyOf(EXAMPLES.labelFile(), 17);
    IdxFixture.write(folder, IdxFixture.TRAIN_LABELS, cut);
    assertRefused(folder, IdxFixture.TRAIN_LABELS, "10 rows", "18", "has 17");
  }

  @ParameterizedTest
  @CsvSource({
    "2147483647, 28, 28, 2147483647 rows",
    "2147483647, 1, 1, 2147483647 rows",
    "10, 2147483647, 2147483647, dimension 1 is 2147483647",
    "10, 65536, 65536, dimension 2 is 65536",
    "10, 4096, 4096, 10 rows of 16777216 bytes",
    "10, -1, 12, dimension 1 is -1",
    "10, 0, 12, dimension 1 is 0",
    "-1, 4, 3, dimension 0 is -1",
    "-2147483648, 1, 1, dimension 0 is -2147483648",
    "0, 4, 3, 0 rows",
  })
  void aHeaderThatClaimsTooMuchOrTooLittleIsRefusedWithoutAllocatingIt(
      int rows, int height, int width, String complaint) throws IOException {
    IdxFixture.open(folder); // Loads Hadoop's classes.
    byte[] content = EXAMPLES.imageFile();
    ByteBuffer.wrap(content).putInt(4, rows).putInt(8, height).putInt(12, width);
    IdxFixture.write(folder, IdxFixture.TRAIN_IMAGES, content);
    assertRefusedWithoutAllocating(IdxFixture.TRAIN_IMAGES, complaint);
    Files.delete(folder.resolve(IdxFixture.TRAIN_IMAGES));
    IdxFixture.write(folder, IdxFixture.TRAIN_IMAGES + ".gz", IdxFixture.gzip(content));
    assertRefusedWithoutAllocating(IdxFixture.TRAIN_IMAGES + ".gz", complaint);
  }

  @Test
  void anotherNumberOfLabelsThanOfImagesIsNamed() {
    IdxFixture nine = new IdxFixture(4, 3, EXAMPLES.examples().subList(0, 9));
    IdxFixture.write(folder, IdxFixture.TRAIN_LABELS, nine.labelFile());
    assertRefused(
        folder, IdxFixture.TRAIN_IMAGES, "10 images", IdxFixture.TRAIN_LABELS, "9 labels");
  }

  @Test
  void aFileThatIsGzippedInNameOnlyIsNamed() throws IOException {
    Files.move(
        folder.resolve(IdxFixture.TRAIN_LABELS), folder.resolve(IdxFixture.TRAIN_LABELS + ".gz"));
    assertRefused(folder, IdxFixture.TRAIN_LABELS + ".gz", "damaged gzip");
  }

  private void assertRefusedWithoutAllocating(String... particulars) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertRefused(folder, particulars);
    // Buffers, an exception with its trace, AssertJ's own: none of what the header claims.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
  }

  private static void assertRefused(Path folder, String... particulars) {
    assertThatThrownBy(() -> IdxFixture.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(particulars)
        .hasMessageNotContaining("\n");
  }
}
