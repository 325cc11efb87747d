package dev.lockstep.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Asserts that a download from a mirror fails with a reason, and that nothing of it stays. */
final class RefusedMirror {
  static final Duration LONG = Duration.ofSeconds(60);

  private RefusedMirror() {}

  /** From a mirror that serves these bytes. */
  static void assertRefused(Path data, byte[] body, String reason) throws IOException {
    try (FakeMirror mirror = FakeMirror.serving(body)) {
      assertRefused(data, mirror.url(), LONG, reason);
    }
  }

  /** From a mirror that answers by a script. */
  static void assertRefused(
      Path data, RawMirror.Script script, Duration stallTimeout, String reason) throws IOException {
    try (RawMirror mirror = new RawMirror(script)) {
      assertRefused(data, mirror.url(), stallTimeout, reason);
    }
  }

  /** From the mirror at an address. */
  static void assertRefused(Path data, URI mirror, Duration stallTimeout, String reason) {
    Downloader downloader = new Downloader(stallTimeout, stallTimeout, line -> {});

    assertThatThrownBy(() -> downloader.fetch(FakeSet.imagesAt(mirror), data))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(mirror + "images.gz: ")
        .hasMessageContaining(reason);
    assertThat(data.resolve("fake")).isEmptyDirectory();
  }
}
