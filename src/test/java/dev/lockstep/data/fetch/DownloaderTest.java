package dev.lockstep.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Downloader} does to the folder when a mirror serves. */
class DownloaderTest {
  @TempDir Path data;
  private final List<String> lines = new ArrayList<>();
  private final Downloader downloader = new Downloader(lines::add);
  private FakeMirror mirror;

  @BeforeEach
  void startMirror() throws IOException {
    mirror = FakeMirror.good();
  }

  @AfterEach
  void stopMirror() {
    mirror.close();
  }

  @Test
  void filesComeAsTheMirrorHasThem() throws IOException {
    Path folder = downloader.fetch(FakeSet.at(mirror.url()), data);

    assertThat(folder).isEqualTo(data.resolve("fake"));
    assertFolderHolds("images.gz", "labels.gz");
    assertThat(folder.resolve("images.gz")).hasBinaryContent(FakeSet.IMAGES_GZ);
    assertThat(folder.resolve("labels.gz")).hasBinaryContent(FakeSet.LABELS_GZ);
    assertThat(lines)
        .contains(folder.resolve("images.gz") + ": downloading from " + mirror.url() + "images.gz")
        .contains(
            folder.resolve("images.gz")
                + ": done, "
                + FakeSet.IMAGES_GZ.length
                + " bytes, checksum right");
  }

  @Test
  void longDownloadTellsHowFarItIs() throws IOException {
    byte[] content = FakeSet.incompressible(5_000_000);
    PublicFile file = new PublicFile("images", content.length, FakeSet.sha256(content));
    mirror.serve("images.gz", FakeSet.gzip(content));

    downloader.fetch(new PublicSet("fake", List.of(file), List.of(mirror.url())), data);

    String gz = data.resolve("fake/images.gz").toString();
    assertThat(lines)
        .filteredOn(line -> line.endsWith("%"))
        .containsExactly(gz + ": 40 %", gz + ": 80 %");
  }

  @Test
  void secondCallDownloadsNothing() {
    downloader.fetch(FakeSet.at(mirror.url()), data);
    lines.clear();
    downloader.fetch(FakeSet.at(mirror.url()), data);

    assertThat(mirror.requests()).containsExactly("/images.gz", "/labels.gz");
    assertThat(lines).hasSize(2).allMatch(line -> line.contains("checksum right; kept"));
  }

  @Test
  void unpackedFileThatIsRightIsKept() throws IOException {
    put("images", FakeSet.IMAGES);

    downloader.fetch(FakeSet.at(mirror.url()), data);

    assertThat(mirror.requests()).containsExactly("/labels.gz");
    assertFolderHolds("images", "labels.gz");
  }

  @Test
  void wrongGzippedFileIsReplaced() throws IOException {
    Path wrong = put("images.gz", FakeSet.gzip(FakeSet.spoilt(FakeSet.IMAGES)));

    downloader.fetch(FakeSet.at(mirror.url()), data);

    assertThat(wrong).hasBinaryContent(FakeSet.IMAGES_GZ);
    assertThat(lines)
        .anyMatch(
            line ->
                line.startsWith(wrong + ": there already, but not right, to be replaced")
                    && line.contains("wrong checksum"));
  }

  @Test
  void halfAFileIsReplacedNotResumed() throws IOException {
    Path half = put("images.gz", Arrays.copyOf(FakeSet.IMAGES_GZ, 50_000));

    downloader.fetch(FakeSet.at(mirror.url()), data);

    assertThat(half).hasBinaryContent(FakeSet.IMAGES_GZ);
  }

  @Test
  void wrongUnpackedFileGivesWayToTheDownload() throws IOException {
    Path wrong = put("images", FakeSet.spoilt(FakeSet.IMAGES));

    downloader.fetch(FakeSet.at(mirror.url()), data);

    assertFolderHolds("images.gz", "labels.gz");
    assertThat(lines).contains(wrong + ": removed, as its content is wrong");
  }

  @Test
  void wrongGzippedFileBesideARightUnpackedOneIsRemovedWithoutDownload() throws IOException {
    put("images", FakeSet.IMAGES);
    put("images.gz", FakeSet.gzip(FakeSet.spoilt(FakeSet.IMAGES)));

    downloader.fetch(FakeSet.at(mirror.url()), data);

    assertThat(mirror.requests()).containsExactly("/labels.gz");
    assertFolderHolds("images", "labels.gz");
  }

  @Test
  void wrongFileStaysWhenThereIsNoReplacement() throws IOException {
    byte[] content = FakeSet.gzip(FakeSet.spoilt(FakeSet.IMAGES));
    Path wrong = put("images.gz", content);
    URI nowhere = mirror.url().resolve("nowhere/");

    assertThatThrownBy(() -> downloader.fetch(FakeSet.at(nowhere), data))
        .isInstanceOf(DataException.class);

    assertThat(wrong).hasBinaryContent(content);
    assertFolderHolds("images.gz");
  }

  @Test
  void redirectIsFollowed() throws IOException {
    try (FakeMirror front = new FakeMirror()) {
      front.redirect("images.gz", mirror.url().resolve("images.gz"));

      downloader.fetch(FakeSet.imagesAt(front.url()), data);
    }
    assertThat(data.resolve("fake/images.gz")).hasBinaryContent(FakeSet.IMAGES_GZ);
  }

  @Test
  void mirrorThatServedIsAskedFirstForTheNextFile() throws IOException {
    try (FakeMirror empty = new FakeMirror()) {
      downloader.fetch(FakeSet.at(empty.url(), mirror.url()), data);

      assertThat(empty.requests()).containsExactly("/images.gz");
      assertThat(mirror.requests()).containsExactly("/images.gz", "/labels.gz");
    }
  }

  @Test
  void plainFileInThePlaceOfTheFolderIsNamed() throws IOException {
    Path inTheWay = Files.writeString(data.resolve("fake"), "mine");

    assertThatThrownBy(() -> downloader.fetch(FakeSet.at(mirror.url()), data))
        .isInstanceOf(DataException.class)
        .hasMessage("cannot make the folder " + inTheWay + ": " + inTheWay + " is in the way");
    assertThat(inTheWay).hasContent("mine");
    assertThat(mirror.requests()).isEmpty();
  }

  @Test
  void folderInThePlaceOfTheFileIsNamedAndNoOtherMirrorTried() throws IOException {
    Path inTheWay = Files.createDirectories(data.resolve("fake/images.gz/full"));

    assertThatThrownBy(() -> downloader.fetch(FakeSet.imagesAt(mirror.url(), mirror.url()), data))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot write " + data.resolve("fake/images.gz"));
    assertThat(mirror.requests()).hasSize(1);
    assertThat(inTheWay).isDirectory();
    assertFolderHolds("images.gz");
  }

  private Path put(String name, byte[] content) throws IOException {
    Files.createDirectories(data.resolve("fake"));
    return Files.write(data.resolve("fake").resolve(name), content);
  }

  private void assertFolderHolds(String... names) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("fake"))) {
      assertThat(files.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }
}
