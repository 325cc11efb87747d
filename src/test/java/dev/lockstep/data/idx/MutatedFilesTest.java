package dev.lockstep.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Part;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.Mutants;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to an IDX file, it is read or refused in one line that names it. */
@Tag("slow")
class MutatedFilesTest {
  /** Deflate expands a byte to no more. */
  private static final int MAX_EXPANSION = 1032;

  private static final List<IdxFixture> GOOD =
      List.of(
          IdxFixture.random(1, 10, 4, 3, 10),
          IdxFixture.digits(Part.TRAIN, 2),
          IdxFixture.random(2, 100, 1, 1, 2));

  private final Configuration conf = new Configuration();
  @TempDir Path folder;

  @BeforeEach
  void loadClasses() throws IOException {
    for (boolean gzipped : new boolean[] {false, true}) {
      Path good = folder.resolve("good" + gzipped);
      GOOD.get(0).write(good, Part.TRAIN, gzipped);
      rows(good, IdxFixture.TRAIN_IMAGES, 3);
    }
  }

  @Test
  void rawImages() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] good = GOOD.get(seed % GOOD.size()).imageFile();
      byte[] mutant = Mutants.of(good, new Random(seed));
      read += isRead(seed, IdxFixture.TRAIN_IMAGES, 3, mutant) ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 20, Mutants.COUNT * 3 / 4);
  }

  @Test
  void rawLabels() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] good = GOOD.get(seed % GOOD.size()).labelFile();
      byte[] mutant = Mutants.of(good, new Random(seed));
      read += isRead(seed, IdxFixture.TRAIN_LABELS, 1, mutant) ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 20, Mutants.COUNT * 3 / 4);
  }

  /** Half of them are damaged before they are compressed. */
  @Test
  void gzippedImages() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] good = GOOD.get(seed % GOOD.size()).imageFile();
      Random random = new Random(seed);
      byte[] mutant =
          random.nextBoolean()
              ? IdxFixture.gzip(Mutants.of(good, random))
              : Mutants.of(inStreams(good, 1 + random.nextInt(3)), random);
      read += isRead(seed, IdxFixture.TRAIN_IMAGES + ".gz", 3, mutant) ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 20, Mutants.COUNT * 3 / 4);
  }

  /** What a file says in its header is read of it, and no more than a buffer beyond. */
  @Test
  void aBombIsRefusedWithoutBeingExpanded() throws IOException {
    byte[] good = GOOD.get(0).imageFile();
    byte[] bomb = Mutants.joined(IdxFixture.gzip(good), IdxFixture.gzip(new byte[256 << 20]));
    assertThat(bomb.length).isLessThan(300_000);
    assertThat(isRead(0, IdxFixture.TRAIN_IMAGES + ".gz", 3, bomb)).isFalse();
    bomb = IdxFixture.gzip(Arrays.copyOf(good, 256 << 20));
    assertThat(isRead(0, IdxFixture.TRAIN_IMAGES + ".gz", 3, bomb)).isFalse();
  }

  /** Streams of streams are gzip all the same. */
  @Test
  void streamsOneAfterAnotherAreOneFile() throws IOException {
    byte[] good = GOOD.get(0).imageFile();
    assertThat(isRead(0, IdxFixture.TRAIN_IMAGES + ".gz", 3, inStreams(good, 5))).isTrue();
  }

  /** The JDK's reader calls itself for each empty stream, until its stack overflows. */
  @Test
  void manyEmptyStreamsAreRefused() throws IOException {
    byte[] empty = IdxFixture.gzip(new byte[0]);
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    for (int i = 0; i < 50_000; i++) {
      streams.writeBytes(empty);
    }
    streams.writeBytes(IdxFixture.gzip(GOOD.get(0).imageFile()));
    assertThat(isRead(0, IdxFixture.TRAIN_IMAGES + ".gz", 3, streams.toByteArray())).isFalse();
  }

  /** One row may be as long as the file's expansion allows, and is allocated once. */
  @Test
  void aGzippedRowOfManyMebibytesThatIsNotThereIsRefused() throws IOException {
    byte[] header =
        ByteBuffer.allocate(16).putInt(0x803).putInt(1).putInt(4096).putInt(4096).array();
    byte[] mutant = IdxFixture.gzip(header);
    assertThat(isRead(0, IdxFixture.TRAIN_IMAGES + ".gz", 3, mutant)).isFalse();
    assertThatThrownBy(() -> rows(folder.resolve("mutant"), IdxFixture.TRAIN_IMAGES, 3))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("16777232 bytes in all, but the file has");
  }

  private boolean isRead(int seed, String name, int rank, byte[] mutant) throws IOException {
    Path mutants = folder.resolve("mutant");
    Files.createDirectories(mutants);
    Files.write(mutants.resolve(name), mutant);
    boolean gzipped = name.endsWith(".gz");
    return Mutants.isRead(
        "seed " + seed,
        name,
        // The one array that is allocated is a row.
        gzipped ? MAX_EXPANSION / 64 * mutant.length : mutant.length,
        DataException.class,
        () -> rows(mutants, gzipped ? name.substring(0, name.length() - 3) : name, rank));
  }

  /** Reads all rows as a task does, without Spark. */
  private void rows(Path files, String name, int rank) throws IOException {
    IdxFile file =
        IdxFile.open(new org.apache.hadoop.fs.Path(files.toString()), List.of(name), rank, conf);
    byte[] row = new byte[file.rowBytes()];
    try (DataInputStream in = file.rows(0, conf)) {
      for (int r = 0; r < file.count(); r++) {
        file.read(in, r, row);
      }
    }
  }

  /** The content in so many gzip streams, one after another. */
  private static byte[] inStreams(byte[] content, int streams) {
    byte[] file = new byte[0];
    for (int s = 0; s < streams; s++) {
      int from = content.length * s / streams;
      int to = content.length * (s + 1) / streams;
      file = Mutants.joined(file, IdxFixture.gzip(Arrays.copyOfRange(content, from, to)));
    }
    return file;
  }
}
