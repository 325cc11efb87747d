package dev.lockstep.data.fetch;

import static dev.lockstep.data.fetch.RefusedMirror.LONG;
import static dev.lockstep.data.fetch.RefusedMirror.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mirrors that answer, but not with the file. The timeout of the tests is there for a downloader
 * that hangs.
 */
@Timeout(120)
class BadBodyTest {
  @TempDir Path data;

  @Test
  void fileThatUnpacksToLessIsRefused() throws IOException {
    assertRefused(data, FakeSet.gzip(new byte[10]), "10 bytes unpacked instead of 100000");
  }

  @Test
  void gzipBombIsRefused() throws IOException {
    byte[] bomb = FakeSet.gzip(new byte[20_000_000]);
    assertThat(bomb).hasSizeLessThan(FakeSet.IMAGES.length);

    assertRefused(data, bomb, "more than the expected 100000 bytes unpacked");
  }

  @Test
  void secondGzipMemberIsRefused() throws IOException {
    assertRefused(
        data,
        FakeSet.concat(FakeSet.IMAGES_GZ, FakeSet.gzip(new byte[10])),
        "more than the expected 100000 bytes unpacked");
  }

  @Test
  void secondGzipMemberThatArrivesLateIsRefused() throws IOException {
    assertRefused(
        data,
        out -> {
          out.write(RawMirror.headWithoutLength());
          out.write(FakeSet.IMAGES_GZ);
          Thread.sleep(200);
          out.write(FakeSet.gzip(new byte[10]));
        },
        LONG,
        "more than the expected 100000 bytes unpacked");
  }

  @Test
  void gzipCutShortIsRefused() throws IOException {
    assertRefused(
        data, Arrays.copyOf(FakeSet.IMAGES_GZ, 50_000), "Unexpected end of ZLIB input stream");
  }

  @Test
  void gzipWithoutItsLastByteIsRefused() throws IOException {
    assertRefused(
        data, Arrays.copyOf(FakeSet.IMAGES_GZ, FakeSet.IMAGES_GZ.length - 1), "ends too early");
  }

  @Test
  void pageInsteadOfGzipIsRefused() throws IOException {
    assertRefused(data, "<html>Please log in</html>".getBytes(UTF_8), "Not in GZIP format");
  }

  @Test
  void emptyBodyIsRefused() throws IOException {
    assertRefused(data, new byte[0], "ends too early");
  }

  @Test
  void bodyShorterThanAnnouncedIsRefused() throws IOException {
    assertRefused(
        data,
        out -> {
          out.write(RawMirror.head(FakeSet.IMAGES_GZ.length));
          out.write(FakeSet.IMAGES_GZ, 0, 50_000);
        },
        LONG,
        "fixed content-length: " + FakeSet.IMAGES_GZ.length);
  }

  @Test
  void bodyThatLacksItsTailIsRefusedThoughTheGzipPartIsWhole() throws IOException {
    assertRefused(
        data,
        out -> {
          out.write(RawMirror.head(FakeSet.IMAGES_GZ.length + 100));
          out.write(FakeSet.IMAGES_GZ);
        },
        LONG,
        "fixed content-length: " + (FakeSet.IMAGES_GZ.length + 100));
  }

  @Test
  void endlessBytesAfterTheGzipPartAreRefused() throws IOException {
    assertRefused(
        data,
        out -> {
          out.write(RawMirror.headWithoutLength());
          out.write(FakeSet.IMAGES_GZ);
          writeForEver(out);
        },
        LONG,
        "more than 165536 bytes sent");
  }

  @Test
  void endlessGzipHeaderIsRefused() throws IOException {
    byte[] headWithName = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0};
    assertRefused(
        data,
        out -> {
          out.write(RawMirror.headWithoutLength());
          out.write(headWithName);
          writeForEver(out);
        },
        LONG,
        "more than 165536 bytes sent");
  }

  /** Until the reader hangs up. */
  private static void writeForEver(OutputStream out) throws IOException {
    byte[] block = new byte[1000];
    Arrays.fill(block, (byte) 'a');
    while (true) {
      out.write(block);
    }
  }
}
