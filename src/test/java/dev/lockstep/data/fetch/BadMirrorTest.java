package dev.lockstep.data.fetch;

import static dev.lockstep.data.fetch.RefusedMirror.LONG;
import static dev.lockstep.data.fetch.RefusedMirror.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mirrors that do not answer, break off or hang: the next one is tried, and if there is none, each
 * is named with its reason. The timeout of the tests is there for a downloader that hangs.
 */
@Timeout(120)
@Tag("slow")
class BadMirrorTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path data;
  private final List<String> lines = new ArrayList<>();

  @Test
  void wrongChecksumAtTheFirstMirrorThenGoodAtTheSecond() throws IOException {
    try (FakeMirror bad = FakeMirror.serving(FakeSet.gzip(FakeSet.spoilt(FakeSet.IMAGES)));
        FakeMirror good = FakeMirror.good()) {
      new Downloader(lines::add).fetch(FakeSet.imagesAt(bad.url(), good.url()), data);
    }
    assertThat(data.resolve("fake/images.gz")).hasBinaryContent(FakeSet.IMAGES_GZ);
    assertThat(lines).anyMatch(line -> line.contains("wrong checksum (SHA-256 "));
  }

  @Test
  void errorStatusIsRefusedWhateverTheBody() throws IOException {
    for (int status : new int[] {206, 403, 404, 500, 503}) {
      try (FakeMirror mirror = new FakeMirror()) {
        mirror.serve("images.gz", status, FakeSet.IMAGES_GZ);
        assertRefused(data, mirror.url(), LONG, "HTTP " + status);
      }
    }
  }

  @Test
  void redirectInACircleIsRefused() throws IOException {
    try (FakeMirror mirror = new FakeMirror()) {
      mirror.redirect("images.gz", mirror.url().resolve("images.gz"));
      assertRefused(data, mirror.url(), LONG, "HTTP 302");
    }
  }

  @Test
  void connectionClosedWithoutAnAnswerIsRefused() throws IOException {
    assertRefused(data, out -> {}, LONG, "received no bytes");
  }

  @Test
  void serverThatAcceptsAndNeverAnswersIsGivenUp() throws IOException {
    assertRefused(data, out -> RawMirror.hang(), SHORT, "no answer within 0.6 s");
  }

  @Test
  void serverThatStallsInMidBodyIsGivenUp() throws IOException {
    assertRefused(
        data,
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
    assertRefused(
        data,
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
    assertRefused(
        data,
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
    assertRefused(
        data,
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
        FakeMirror second = FakeMirror.serving(FakeSet.gzip(FakeSet.spoilt(FakeSet.IMAGES)))) {
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

  private static URI closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
  }
}
