package dev.lockstep.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.DataException;
import dev.lockstep.testing.Mutants;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a file of a public set, it is known to be wrong, unless it unpacks right. */
class MutatedDownloadsTest {
  private static final byte[] CONTENT =
      FakeSet.concat(Arrays.copyOf(FakeSet.IMAGES, 300), new byte[5_000]);
  private static final PublicFile FILE =
      new PublicFile("images", CONTENT.length, FakeSet.sha256(CONTENT));

  private final List<String> said = new ArrayList<>();
  private final Downloader downloader = new Downloader(said::add);
  @TempDir Path folder;

  @Test
  void gzippedFilesWithAnyBytesChanged() throws IOException {
    byte[] good = FakeSet.gzip(CONTENT);
    assertThat(isRight(0, "images.gz", good)).isTrue();
    int right = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] mutant = Mutants.of(good, new Random(seed));
      right += isRight(seed, "images.gz", mutant) ? 1 : 0;
    }
    // Gzip's header has bytes that mean nothing, and zeros may follow it.
    assertThat(right).isBetween(1, Mutants.COUNT / 2);
  }

  @Test
  void rawFilesWithAnyBytesChanged() throws IOException {
    assertThat(isRight(0, "images", CONTENT)).isTrue();
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] mutant = Mutants.of(CONTENT, new Random(seed));
      assertThat(isRight(seed, "images", mutant)).isEqualTo(Arrays.equals(mutant, CONTENT));
    }
  }

  /** The JDK's reader would overflow the stack, for which no mirror should be able to ask. */
  @Test
  void manyEmptyStreamsAreWrong() throws IOException {
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    byte[] empty = FakeSet.gzip(new byte[0]);
    for (int i = 0; i < 50_000; i++) {
      streams.writeBytes(empty);
    }
    streams.writeBytes(FakeSet.gzip(CONTENT));
    assertThat(isRight(0, "images.gz", streams.toByteArray())).isFalse();
    assertThat(said.get(0)).endsWith("more than 100 empty streams on end");
  }

  private boolean isRight(int seed, String name, byte[] mutant) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, mutant);
    said.clear();
    return Mutants.isRead(
        "seed " + seed,
        file.toString(),
        mutant.length,
        DataException.class,
        () -> {
          if (!downloader.isRight(FILE, file)) {
            throw new DataException(String.join("\n", said));
          }
        });
  }
}
