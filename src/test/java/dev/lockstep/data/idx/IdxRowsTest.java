package dev.lockstep.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is refused once rows are read, in a task, and how it arrives at the driver. */
class IdxRowsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final IdxFixture EXAMPLES = IdxFixture.random(3, 60, 8, 8, 10);
  private static final String IMAGES = IdxFixture.TRAIN_IMAGES + ".gz";
  private static final String LABELS = IdxFixture.TRAIN_LABELS + ".gz";

  @TempDir Path folder;

  @BeforeEach
  void goodFiles() {
    EXAMPLES.write(folder, Part.TRAIN, true);
  }

  @Test
  void aGzippedFileWithFewerRowsThanItsHeaderSaysIsNamedWithTheRow() {
    byte[] images = EXAMPLES.imageFile();
    IdxFixture.write(folder, IMAGES, gzip(images, 16 + 41 * 64));
    assertRefused(10, IMAGES, "ends early", "row 41 of 60");
    IdxFixture.write(folder, IMAGES, gzip(images, 16 + 41 * 64 - 1));
    assertRefused(10, IMAGES, "ends early", "row 40 of 60");
  }

  @Test
  void aGzippedFileThatIsCutIsNamedWithTheRow() {
    // Random bytes are stored as they are: 10 bytes of gzip's header, 5 of the block's, IDX's 16.
    byte[] gzip = IdxFixture.gzip(EXAMPLES.imageFile());
    IdxFixture.write(folder, IMAGES, Arrays.copyOf(gzip, 10 + 5 + 16 + 30 * 64 + 1));
    assertRefused(10, IMAGES, "ends early", "row 30 of 60");
  }

  @Test
  void gzippedLabelsThatEndEarlyAreNamedWithTheRow() {
    IdxFixture.write(folder, LABELS, gzip(EXAMPLES.labelFile(), 8 + 59));
    assertRefused(10, LABELS, "ends early", "row 59 of 60");
  }

  @Test
  void aGzippedFileThatGoesOnAfterTheLastRowIsNamed() {
    byte[] images = EXAMPLES.imageFile();
    IdxFixture.write(folder, IMAGES, gzip(images, images.length + 1));
    assertRefused(10, IMAGES, "goes on after row 59, the last of the 60");
  }

  @Test
  void aWrongChecksumIsNamed() {
    byte[] gzip = IdxFixture.gzip(EXAMPLES.imageFile());
    gzip[gzip.length - 8] ^= 1;
    IdxFixture.write(folder, IMAGES, gzip);
    assertRefused(10, IMAGES, "damaged gzip", "noticed at row 59 of 60");
  }

  @Test
  void aLabelThatIsNoClassIsNamedWithItsRow() throws IOException {
    byte[] labels = EXAMPLES.labelFile();
    labels[8 + 47] = (byte) 250;
    IdxFixture.write(folder, LABELS, IdxFixture.gzip(labels));
    assertRefused(10, LABELS, "row 47", "label 250", "10 classes");
    // Raw files are read in slices; the row counts from the file's beginning all the same.
    Files.delete(folder.resolve(IMAGES));
    Files.delete(folder.resolve(LABELS));
    IdxFixture.write(folder, IdxFixture.TRAIN_IMAGES, EXAMPLES.imageFile());
    IdxFixture.write(folder, IdxFixture.TRAIN_LABELS, labels);
    assertRefused(10, IdxFixture.TRAIN_LABELS, "row 47", "label 250", "10 classes");
  }

  @Test
  void aLabelThatTheNetworkDoesNotKnowIsNamedWithItsRow() {
    assertRefused(9, LABELS, "row 9", "label 9", "9 classes (0 to 8)");
  }

  /**
   * Every byte of the compressed file is changed in turn. Either that is noticed, or the rows are
   * what they were: gzip's time means nothing, and a run of zeros may be copied from anywhere.
   */
  @Test
  void noDamageToAGzippedFileGoesUnnoticedOrFailsOtherwise() throws IOException {
    byte[] good = IdxFixture.gzip(IdxFixture.digits(Part.TRAIN, 2).imageFile());
    IdxFixture.write(folder, IMAGES, good);
    List<byte[]> expected = rows();
    List<Integer> harmless = new ArrayList<>();
    for (int i = 0; i < good.length; i++) {
      byte[] damaged = good.clone();
      damaged[i] ^= (byte) (1 << (i % 8));
      IdxFixture.write(folder, IMAGES, damaged);
      try {
        assertThat(rows()).usingElementComparator(Arrays::compare).isEqualTo(expected);
        harmless.add(i);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining(IMAGES);
      }
    }
    assertThat(harmless).contains(4, 5, 6, 7).doesNotContain(0, 1, 2, 3);
    assertThat(harmless).allMatch(i -> i < good.length - 8, "not the checksum, nor the length");
  }

  /** The images' rows, without Spark. */
  private List<byte[]> rows() throws IOException {
    Configuration conf = new Configuration(false);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    IdxFile file =
        IdxFile.open(
            new org.apache.hadoop.fs.Path(folder.toString()),
            List.of(IdxFixture.TRAIN_IMAGES),
            3,
            conf);
    List<byte[]> rows = new ArrayList<>();
    try (DataInputStream in = file.rows(0, conf)) {
      for (int row = 0; row < file.count(); row++) {
        byte[] bytes = new byte[file.rowBytes()];
        file.read(in, row, bytes);
        rows.add(bytes);
      }
    }
    return rows;
  }

  private void assertRefused(int classes, String... particulars) {
    IdxSource source = IdxFixture.open(folder);
    Throwable thrown =
        catchThrowable(
            () -> DataSet.load(SPARK.on("local[2]", 3), source, classes, new Sharding(2, 1, 2)));
    Throwable cause = thrown;
    while (cause != null && !(cause instanceof DataException)) {
      cause = cause.getCause();
    }
    assertThat(cause)
        .as("the DataException that caused %s", thrown)
        .isNotNull()
        .hasMessageContainingAll(particulars)
        .hasMessageNotContaining("\n");
  }

  private static byte[] gzip(byte[] content, int bytes) {
    return IdxFixture.gzip(Arrays.copyOf(content, bytes));
  }
}
