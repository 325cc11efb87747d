package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {
  private static final List<List<String>> CHOICES = List.of(List.of("a", "b"), List.of("c"));

  @TempDir Path folder;
  private Path file;
  private String before;

  @BeforeEach
  void write() throws IOException {
    file = Files.createDirectories(folder.resolve("year=2024")).resolve("part.csv");
    Files.writeString(file, "u,label\n1,up\n");
    before = hash(folder.toString());
  }

  private static Optional<Source> source(String... places) {
    return Source.of(CHOICES, List.of(places), new Configuration());
  }

  private static String hash(String... places) {
    return source(places).orElseThrow().hash();
  }

  @Test
  void theSameBytesHaveTheSameHash() throws IOException {
    Files.writeString(file, "u,label\n1,up\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertThat(hash(folder.toString())).isEqualTo(before);
  }

  @Test
  void aChangedByteChangesTheHash() throws IOException {
    Files.writeString(file, "u,label\n2,up\n");
    assertThat(hash(folder.toString())).isNotEqualTo(before);
  }

  @Test
  void aFileWrittenAgainChangesTheTime() throws IOException {
    Optional<Source> first = source(folder.toString());
    Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 5_000));
    assertThat(source(folder.toString())).isNotEqualTo(first);
  }

  /** As one that another program moves in and out while the examples are read. */
  @Test
  void aFileThatComesAndGoesChangesTheTime() throws IOException {
    FileTime old = FileTime.fromMillis(1_000);
    Path parent = file.getParent();
    Files.setLastModifiedTime(file, old);
    for (String place : List.of(parent.toString(), parent + "/*.csv", folder.toString())) {
      Files.setLastModifiedTime(parent, old);
      Files.setLastModifiedTime(folder, old);
      Optional<Source> first = source(place);
      Files.delete(Files.createFile(parent.resolve("more.csv")));
      assertThat(source(place)).as(place).isPresent().isNotEqualTo(first);
    }
  }

  @Test
  void aPartitionsNameIsPartOfIt() throws IOException {
    Files.move(file.getParent(), folder.resolve("year=2025"));
    assertThat(hash(folder.toString())).isNotEqualTo(before);
  }

  @Test
  void oneMoreMatchOfAGlobChangesTheHash() throws IOException {
    String glob = folder + "/*/*.csv";
    String first = hash(glob);
    assertThat(first).isNotEqualTo(before);
    Files.createDirectories(folder.resolve("year=2025"));
    assertThat(hash(glob)).isEqualTo(first);
    Files.copy(file, folder.resolve("year=2025/part.csv"));
    assertThat(hash(glob)).isNotEqualTo(first);
  }

  /** An empty train.csv is chosen before a train.csv.gz. */
  @Test
  void anEmptyFolderIsPartOfIt() throws IOException {
    Files.createDirectories(folder.resolve("train.csv"));
    assertThat(hash(folder.toString())).isNotEqualTo(before);
  }

  @Test
  void aLinkHasTheBytesOfItsTarget() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    String first = hash(link.toString());
    Files.writeString(file, "u,label\n2,up\n");
    assertThat(hash(link.toString())).isNotEqualTo(first);
  }

  @Test
  void choicesDoNotRunIntoEachOther() {
    Configuration conf = new Configuration();
    List<String> digits = List.of("digits");
    assertThat(
            List.of(
                Source.of(List.of(List.of("a", "b"), List.of()), digits, conf),
                Source.of(List.of(List.of("a"), List.of("b")), digits, conf),
                Source.of(List.of(List.of("ab"), List.of()), digits, conf)))
        .allMatch(Optional::isPresent)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatSparkMustTellHasNone() throws IOException {
    assertThat(source(folder + "/none")).isEmpty();
    Files.createSymbolicLink(folder.resolve("lost.csv"), folder.resolve("nowhere"));
    assertThat(source(folder.toString())).isEmpty();
  }

  @Test
  void moreThanTheBoundHasNone() throws IOException {
    File large = folder.resolve("large.csv").toFile();
    try (RandomAccessFile sparse = new RandomAccessFile(large, "rw")) {
      sparse.setLength((256L << 20) + 1);
    }
    assertThat(source(large.toString())).isEmpty();
  }
}
