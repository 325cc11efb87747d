package dev.lockstep.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicSetTest {
  @Test
  void setsAreFoundByTheirNames() {
    assertThat(PublicSet.named("mnist")).contains(PublicSet.MNIST);
    assertThat(PublicSet.named("fashion-mnist")).contains(PublicSet.FASHION_MNIST);
    assertThat(PublicSet.named("MNIST")).isEmpty();
  }

  @Test
  void everySetHasFourIdxFilesOfTheRightSizesAndTwoHttpsMirrors() {
    for (PublicSet set : PublicSet.ALL) {
      assertThat(set.files())
          .extracting(PublicFile::name)
          .containsExactly(
              "train-images-idx3-ubyte",
              "train-labels-idx1-ubyte",
              "t10k-images-idx3-ubyte",
              "t10k-labels-idx1-ubyte");
      assertThat(set.files())
          .extracting(PublicFile::bytes)
          .containsExactly(
              16L + 60_000 * 28 * 28, 8L + 60_000, 16L + 10_000 * 28 * 28, 8L + 10_000);
      assertThat(set.mirrors().stream().filter(url -> url.getScheme().equals("https")))
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void noTwoFilesShareAChecksum() {
    assertThat(PublicSet.ALL.stream().flatMap(set -> set.files().stream()))
        .extracting(PublicFile::sha256)
        .doesNotHaveDuplicates();
  }

  @Test
  void mirrorWithoutTrailingSlashIsRefused() {
    assertThatThrownBy(() -> FakeSet.at(URI.create("https://example.org/data")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://example.org/data");
  }

  @Test
  void nameThatIsAPathIsRefused() {
    String sha256 = FakeSet.IMAGES_FILE.sha256();
    for (String name : List.of("../images", "a/b", "", ".hidden")) {
      assertThatThrownBy(() -> new PublicFile(name, 1, sha256))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void checkStopsReadingBeyondTheExpectedSize() throws Exception {
    byte[] tooMuch = new byte[10_000_000];
    InputStream in = new ByteArrayInputStream(tooMuch);

    assertThatThrownBy(() -> FakeSet.LABELS_FILE.check(in))
        .hasMessageContaining("more than the expected 1000 bytes");
    assertThat(in.available()).isGreaterThan(tooMuch.length - 100_000);
  }
}
