package dev.lockstep.data.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mirrors that lie, break off or hang: each is named with its reason, nothing of theirs stays, and
 * the next one is tried. The timeout of the tests is there for a downloader that hangs.
 */
@Timeout(120)
class BadMirrorTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path data;
  private final List<String> lines = new ArrayList<>();

  @Test
  void wrongChecksumAtTheFirstMirrorThenGoodAtTheSecond() throws IOException {
    try (FakeMirror bad = serving(FakeSet.gzip(FakeSet.spoilt(FakeSet.IMAGES)));
        FakeMirror good = FakeMirror.good()) {
      new Downloader(lines::add).fetch(FakeSet.imagesAt(bad.url(), good.url()), data);
    }
    assertThat(data.resolve("fake/images.gz")).hasBinaryContent(FakeSet.IMAGES_GZ);
    assertThat(lines).anyMatch(line -> line.contains("wrong checksum (SHA-256 "));
  }

  @Test
  void fileThatUnpacksToLessIsRefused() throws IOException {
    assertRefused(FakeSet.gzip(new byte[10]), "10 bytes unpacked instead of 100000");
  }

  @Test
  void gzipBombIsRefused() throws IOException {
    byte[] bomb = FakeSet.gzip(new byte[20_000_000]);
    assertThat(bomb).hasSizeLessThan(FakeSet.IMAGES.length);

    assertRefused(bomb, "more than the expected 100000 bytes unpacked");
  }

  @Test
  void secondGzipMemberIsRefused() throws IOException {
    assertRefused(
        FakeSet.concat(FakeSet.IMAGES_GZ, FakeSet.gzip(new byte[10])),
        "more than the expected 100000 bytes unpacked");
  }

  @Test
  void secondGzipMemberThatArrivesLateIsRefused() throws IOException {
    assertRawRefused(
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
    assertRefused(Arrays.copyOf(FakeSet.IMAGES_GZ, 50_000), "Unexpected end of ZLIB input stream");
  }

  @Test
  void gzipWithoutItsLastByteIsRefused() throws IOException {
    assertRefused(Arrays.copyOf(FakeSet.IMAGES_GZ, FakeSet.IMAGES_GZ.length - 1), "ends too early");
  }

  @Test
  void pageInsteadOfGzipIsRefused() throws IOException {
    assertRefused("<html>Please log in</html>".getBytes(UTF_8), "Not in GZIP format");
  }

  @Test
  void emptyBodyIsRefused() throws IOException {
    assertRefused(new byte[0], "ends too early");
  }

  @Test
  void errorStatusIsRefusedWhateverTheBody() throws IOException {
    for (int status : new int[] {206, 403, 404, 500, 503}) {
      try (FakeMirror mirror = new FakeMirror()) {
        mirror.serve("images.gz", status, FakeSet.IMAGES_GZ);
        assertRefused(mirror.url(), LONG, "HTTP " + status);
      }
    }
  }

  @Test
  void redirectInACircleIsRefused() throws IOException {
    try (FakeMirror mirror = new FakeMirror()) {
      mirror.redirect("images.gz", mirror.url().resolve("images.gz"));
      assertRefused(mirror.url(), LONG, "HTTP 302");
    }
  }

  @Test
  void bodyShorterThanAnnouncedIsRefused() throws IOException {
    assertRawRefused(
        out -> {
          out.write(RawMirror.head(FakeSet.IMAGES_GZ.length));
          out.write(FakeSet.IMAGES_GZ, 0, 50_000);
        },
        LONG,
        "fixed content-length: " + FakeSet.IMAGES_GZ.length);
  }

  @Test
  void bodyThatLacksItsTailIsRefusedThoughTheGzipPartIsWhole() throws IOException {
    assertRawRefused(
        out -> {
          out.write(RawMirror.head(FakeSet.IMAGES_GZ.length + 100));
          out.write(FakeSet.IMAGES_GZ);
        },
        LONG,
        "fixed content-length: " + (FakeSet.IMAGES_GZ.length + 100));
  }

  @Test
  void endlessBytesAfterTheGzipPartAreRefused() throws IOException {
    assertRawRefused(
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
    assertRawRefused(
        out -> {
          out.write(RawMirror.headWithoutLength());
          out.write(headWithName);
          writeForEver(out);
        },
        LONG,
        "more than 165536 bytes sent");
  }

  @Test
  void connectionClosedWithoutAnAnswerIsRefused() throws IOException {
    assertRawRefused(out -> {}, LONG, "received no bytes");
  }

  @Test
  void serverThatAcceptsAndNeverAnswersIsGivenUp() throws IOException {
    assertRawRefused(out -> RawMirror.hang(), SHORT, "no answer within 0.6 s");
  }

  @Test
  void serverThatStallsInMidBodyIsGivenUp() throws IOException {
    assertRawRefused(
        out -> {
          out.write(RawMirror.head(FakeSet.IMAGES_GZ.length));
          out.write(FakeSet.IMAGES_GZ, 0, 50_000);
          RawMirror.hang();
        },
        SHORT,
        "stalled for 0.3 s");
  }

  @Test
  void serverThatStallsAfterTheGzipPartIsGivenUp() throws IOException {
    assertRawRefused(
        out -> {
          out.write(RawMirror.head(FakeSet.IMAGES_GZ.length + 1));
          out.write(FakeSet.IMAGES_GZ);
          RawMirror.hang();
        },
        SHORT,
        "stalled for 0.3 s");
  }

  @Test
  void serverThatTricklesIsGivenUp() throws IOException {
    assertRawRefused(
        out -> {
          out.write(RawMirror.head(FakeSet.IMAGES_GZ.length));
          for (byte b : FakeSet.IMAGES_GZ) {
            out.write(b);
            Thread.sleep(20);
          }
        },
        SHORT,
        "stalled for 0.3 s");
  }

  @Test
  void serverThatHangsWithAnErrorPageIsGivenUpAtOnce() throws IOException {
    assertRawRefused(
        out -> {
          out.write("HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\nw".getBytes(UTF_8));
          RawMirror.hang();
        },
        LONG,
        "HTTP 503");
  }

  @Test
  void hangingMirrorGivesWayToTheNext() throws IOException {
    try (RawMirror silent = new RawMirror(out -> RawMirror.hang());
        FakeMirror good = FakeMirror.good()) {
      // Long enough for the good mirror on a busy machine.
      Duration seconds = Duration.ofSeconds(2);
      new Downloader(seconds, seconds, lines::add)
          .fetch(FakeSet.imagesAt(silent.url(), good.url()), data);
    }
    assertThat(data.resolve("fake/images.gz")).hasBinaryContent(FakeSet.IMAGES_GZ);
  }

  @Test
  void allFailingNamesFileMirrorsReasonsAndWhatToDo() throws IOException {
    try (FakeMirror first = new FakeMirror();
        FakeMirror second = serving(FakeSet.gzip(FakeSet.spoilt(FakeSet.IMAGES)))) {
      URI closed = closedPort();
      PublicSet set = FakeSet.at(first.url(), second.url(), closed);

      DataException e =
          catchThrowableOfType(
              DataException.class, () -> new Downloader(lines::add).fetch(set, data));

      assertThat(e.getMessage())
          .doesNotContain("\n")
          .startsWith("cannot download images.gz: no mirror gave it (")
          .contains(first.url() + "images.gz: HTTP 404; ")
          .contains(second.url() + "images.gz: wrong checksum (SHA-256 ")
          .contains(closed + "images.gz: connection refused)")
          .contains("as images.gz or unpacked as images, into " + data.resolve("fake"))
          .contains("set LOCKSTEP_DATA to a folder that holds fake/images.gz");
    }
    assertThat(data.resolve("fake")).isEmptyDirectory();
  }

  @Test
  void unknownHostIsSaidToBe() {
    PublicSet set = FakeSet.imagesAt(URI.create("http://no-such-host.invalid/"));

    assertThatThrownBy(() -> new Downloader(LONG, LONG, lines::add).fetch(set, data))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("http://no-such-host.invalid/images.gz: host not found");
  }

  @Test
  void interruptionEndsTheDownloadAndLeavesNothing() throws IOException {
    try (RawMirror silent = new RawMirror(out -> RawMirror.hang());
        FakeMirror good = FakeMirror.good()) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(
              () ->
                  new Downloader(lines::add)
                      .fetch(FakeSet.imagesAt(silent.url(), good.url()), data))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(good.requests()).isEmpty();
    }
    assertThat(data.resolve("fake")).isEmptyDirectory();
  }

  private void assertRefused(byte[] body, String reason) throws IOException {
    try (FakeMirror mirror = serving(body)) {
      assertRefused(mirror.url(), LONG, reason);
    }
  }

  private void assertRawRefused(RawMirror.Script script, Duration stallTimeout, String reason)
      throws IOException {
    try (RawMirror mirror = new RawMirror(script)) {
      assertRefused(mirror.url(), stallTimeout, reason);
    }
  }

  private void assertRefused(URI mirror, Duration stallTimeout, String reason) {
    Downloader downloader = new Downloader(stallTimeout, stallTimeout, lines::add);

    assertThatThrownBy(() -> downloader.fetch(FakeSet.imagesAt(mirror), data))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(mirror + "images.gz: ")
        .hasMessageContaining(reason);
    assertThat(data.resolve("fake")).isEmptyDirectory();
  }

  private static FakeMirror serving(byte[] images) throws IOException {
    return new FakeMirror().serve("images.gz", images);
  }

  private static URI closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
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
