package dev.lockstep.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.run.RemoteFileSystem;
import dev.lockstep.run.StoreFileSystem;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunFilesTest {
  private final Configuration conf = new Configuration();
  @TempDir Path folder;

  @Test
  void textIsWrittenReplacedAndReadAgain() throws IOException {
    RunFiles.writeText(hadoop("run.json"), conf, "{\"épochs\":3}\n");
    RunFiles.writeText(hadoop("run.json"), conf, "{\"épochs\":4}\n");
    assertThat(RunFiles.readText(hadoop("run.json"), conf, 100)).isEqualTo("{\"épochs\":4}\n");
    assertThat(folder.toFile().list()).containsExactly("run.json");
  }

  @Test
  void missingFoldersAreMade() throws IOException {
    RunFiles.writeText(hadoop("a/b/run.json"), conf, "x");
    assertThat(folder.resolve("a/b/run.json")).hasContent("x");
  }

  @Test
  void aReaderSeesTheOldBytesUntilTheNewOnesAreComplete() throws IOException {
    RunFiles.writeText(hadoop("f"), conf, "old");
    RunFiles.write(
        hadoop("f"),
        conf,
        out -> {
          out.write('n');
          out.flush();
          assertThat(folder.resolve("f")).hasContent("old");
        });
    assertThat(folder.resolve("f")).hasContent("n");
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    RunFiles.writeText(hadoop("f"), conf, "old");
    IOException diskFull = new IOException("disk full");
    assertThatThrownBy(() -> writeHalf(conf, hadoop("f"), diskFull))
        .isInstanceOf(FileFailedException.class)
        .hasMessage(hadoop("f") + ": cannot be written: disk full")
        .hasCause(diskFull);
    assertThat(folder.resolve("f")).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  @Test
  void aWriterThatThrowsLeavesTheOldFileAndNothingElse() throws IOException {
    RunFiles.writeText(hadoop("f"), conf, "old");
    FileContent broken =
        out -> {
          out.write('n');
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> RunFiles.write(hadoop("f"), conf, broken)).hasMessage("broken");
    assertThat(folder.resolve("f")).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  @Test
  void aFolderInTheWayIsLeftAlone() throws IOException {
    Files.createDirectory(folder.resolve("f"));
    assertThatThrownBy(() -> RunFiles.writeText(hadoop("f"), conf, "new"))
        .isInstanceOf(IOException.class)
        .hasMessage(hadoop("f") + ": cannot be written: a folder of this name is in the way");
    assertThat(folder.resolve("f")).isEmptyDirectory();
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  @Test
  void aFileWhereAFolderShouldBeIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("f"), "old");
    assertThatThrownBy(() -> RunFiles.writeText(hadoop("f/run.json"), conf, "new"))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("f")).hasContent("old");
  }

  /** As on HDFS, as on a file system that {@code FileContext} does not know, as on S3. */
  static Stream<Configuration> remotes() {
    return Stream.of(
        RemoteFileSystem.configuration(true),
        RemoteFileSystem.configuration(false),
        StoreFileSystem.storeConfiguration());
  }

  @ParameterizedTest
  @MethodSource("remotes")
  void remoteFilesAreReplacedToo(Configuration remote) throws IOException {
    RunFiles.writeText(remote("a/f"), remote, "old");
    RunFiles.writeText(remote("a/f"), remote, "new");
    assertThat(RunFiles.readText(remote("a/f"), remote, 3)).isEqualTo("new");
    assertThat(folder.resolve("a").toFile().list()).containsExactly("f");
  }

  @ParameterizedTest
  @MethodSource("remotes")
  void aRemoteWriteThatFailsLeavesTheOldFileAndNothingElse(Configuration remote)
      throws IOException {
    RunFiles.writeText(remote("f"), remote, "old");
    IOException lost = new IOException("connection lost");
    assertThatThrownBy(() -> writeHalf(remote, remote("f"), lost))
        .isInstanceOf(FileFailedException.class)
        .hasMessage(remote("f") + ": cannot be written: connection lost")
        .hasCause(lost);
    assertThat(folder.resolve("f")).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  /** S3 refuses to go on with another object than the one that was opened. */
  @Test
  void aFileThatIsReplacedWhileItIsReadIsReadAgain() throws IOException {
    RunFiles.writeText(hadoop("f"), conf, "old");
    List<Long> lengths = new ArrayList<>();
    String text =
        RunFiles.read(
            hadoop("f"),
            conf,
            (in, length) -> {
              lengths.add(length);
              if (lengths.size() == 1) {
                RunFiles.writeText(hadoop("f"), conf, "newer");
                throw new IOException("the object has changed");
              }
              return new String(in.readAllBytes(), UTF_8);
            });
    assertThat(text).isEqualTo("newer");
    assertThat(lengths).containsExactly(3L, 5L);
  }

  @Test
  void aFileThatFailsWithoutBeingReplacedIsReadOnce() throws IOException {
    RunFiles.writeText(hadoop("f"), conf, "old");
    List<Long> lengths = new ArrayList<>();
    assertThatThrownBy(
            () ->
                RunFiles.read(
                    hadoop("f"),
                    conf,
                    (in, length) -> {
                      lengths.add(length);
                      throw new IOException("lost");
                    }))
        .hasMessage(hadoop("f") + ": cannot be read: lost");
    assertThat(lengths).hasSize(1);
  }

  @Test
  void aRenameThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Configuration remote = RemoteFileSystem.configuration(false);
    RunFiles.writeText(remote("f"), remote, "old");
    remote.setBoolean(RemoteFileSystem.FAIL, true);
    assertThatThrownBy(() -> RunFiles.writeText(remote("f"), remote, "new"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be renamed");
    assertThat(folder.resolve("f")).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  @Test
  void whatAKilledWriterLeftIsRemovedAndNothingElse() throws IOException {
    RunFiles.writeText(hadoop("f"), conf, "kept");
    Files.writeString(folder.resolve(".hidden"), "kept");
    RunFiles.write(
        hadoop("f"),
        conf,
        out -> {
          String[] temporary = folder.toFile().list((where, name) -> name.startsWith(".f."));
          assertThat(temporary).hasSize(1);
          Files.copy(folder.resolve(temporary[0]), folder.resolve("." + temporary[0]));
        });
    assertThat(folder.toFile().list()).hasSize(3);
    RunFiles.removeAbandoned(hadoop(""), conf);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("f", ".hidden");
  }

  @Test
  void textThatIsTooLongMalformedOrMissingIsRefused() throws IOException {
    Files.write(folder.resolve("f"), new byte[] {'a', (byte) 0xff, 'b'});
    assertThatThrownBy(() -> RunFiles.readText(hadoop("f"), conf, 2))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(hadoop("f") + ": has 3 bytes, more than the 2 allowed");
    assertThatThrownBy(() -> RunFiles.readText(hadoop("f"), conf, 3))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(hadoop("f") + ": its text is not UTF-8");
    assertThatThrownBy(() -> RunFiles.readText(hadoop("g"), conf, 3))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(hadoop("g") + ": no such file");
  }

  @Test
  void readingPastTheEndIsADamagedFile() throws IOException {
    Files.write(folder.resolve("f"), new byte[3]);
    assertThatThrownBy(() -> RunFiles.read(hadoop("f"), conf, (in, length) -> in.readInt()))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(hadoop("f") + ": ends before its reader expects, after 3 bytes");
  }

  private static void writeHalf(
      Configuration conf, org.apache.hadoop.fs.Path file, IOException failure) throws IOException {
    RunFiles.write(
        file,
        conf,
        out -> {
          out.write(new byte[100_000]);
          throw failure;
        });
  }

  private org.apache.hadoop.fs.Path hadoop(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
  }

  private org.apache.hadoop.fs.Path remote(String name) {
    return new org.apache.hadoop.fs.Path("remote://" + folder.resolve(name).toAbsolutePath());
  }
}
