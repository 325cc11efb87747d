package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {
  private final Configuration conf = new Configuration(false);
  @TempDir Path folder;
  private Path home;
  private Places places;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(folder.resolve("a home"));
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(home.resolve("conf/table.csv"), "a,label\n1,x\n");
    Files.writeString(home.resolve("conf/table.conf"), "--epochs 1\n");
    places = new Places(Optional.empty(), Optional.of(home.toString()));
  }

  @Test
  void aRelativePathIsLookedForInTheWorkingFolderAndThenBesideTheScript() {
    String here = Path.of("pom.xml").toAbsolutePath().toString();
    assertThat(places.locate("pom.xml", conf)).isEqualTo(here);
    assertThat(places.locate("conf/table.csv", conf)).isEqualTo(home + "/conf/table.csv");
    assertThat(places.locate("conf/t*.csv", conf)).isEqualTo(home + "/conf/t*.csv");
    assertThat(places.locate(home + "/conf", conf)).isEqualTo(home + "/conf");
    assertThat(places.locate("digits", conf)).isEqualTo("digits");
    assertThat(places.locateIfThere("gone.csv", conf)).isEqualTo("gone.csv");
    assertThatThrownBy(() -> places.locate("gone.csv", conf))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("gone.csv: ");
  }

  /** Hadoop would say that a bracket is not closed. */
  @ParameterizedTest
  @ValueSource(strings = {"r[31", "a/r[31.csv", "{a,r[}", "/no/r[", "x[z-a]"})
  void aNameThatIsNoPatternIsAName(String name) throws IOException {
    assertThatThrownBy(() -> places.locate(name, conf))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(name + ": no such file or folder");
    assertThat(places.locateIfThere(name, conf)).isEqualTo(name);
    if (!name.startsWith("/")) {
      Path file = home.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "a,label\n1,x\n");
      assertThat(places.locate(name, conf)).isEqualTo(file.toString());
    }
  }

  @Test
  void aPipeIsRefusedAtOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(
            () -> TableSearch.find(pipe.toString(), Part.TRAIN, TableOptions.DEFAULT, conf))
        .isInstanceOf(DataException.class)
        .hasMessage(pipe + ": is neither a file nor a folder");
  }

  @Test
  void theNameOfTheFolderIsNoPatternAndAColonBesideAFileDoesNoHarm() throws IOException {
    Path odd = Files.createDirectories(folder.resolve("h[1]"));
    Files.writeString(odd.resolve("a.csv"), "a,label\n1,x\n");
    Files.writeString(odd.resolve("10:00.csv"), "a,label\n1,x\n");
    Places there = new Places(Optional.empty(), Optional.of(odd.toString()));
    assertThat(there.locate("a.csv", conf)).isEqualTo(odd + "/a.csv");
    assertThat(there.locate("./10:00.csv", conf)).isEqualTo(odd + "/10:00.csv");
    assertThat(there.locate("*.csv", conf)).isEqualTo(folder + "/h\\[1\\]/*.csv");
    assertThatThrownBy(() -> there.locate("*.parquet", conf))
        .isInstanceOf(DataException.class)
        .hasMessage("*.parquet: no file and no folder matches");
  }

  /** Where paths are another file system's by default, those beside the script are local still. */
  @Test
  void whatLiesBesideTheScriptIsLocal() {
    conf.set("fs.defaultFS", "elsewhere:///");
    conf.set("fs.elsewhere.impl", NowhereFileSystem.class.getName());
    assertThat(places.locate("conf/table.csv", conf)).isEqualTo("file:" + home + "/conf/table.csv");
  }

  @Test
  void anArgumentFileIsLookedForBesideTheScriptToo() {
    assertThat(places.argumentFile("conf/table.conf")).isEqualTo(home + "/conf/table.conf");
    assertThat(places.argumentFile("conf/mnist.conf")).isEqualTo("conf/mnist.conf");
    assertThat(places.argumentFile("gone.conf")).isEqualTo("gone.conf");
    assertThat(places.argumentFile("/gone.conf")).isEqualTo("/gone.conf");
  }

  @Test
  void aPublicSetIsFoundWhereItIsFetchedTo() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    for (Places each :
        new Places[] {
          places, new Places(Optional.of(elsewhere.toString()), Optional.of(home.toString()))
        }) {
      assertThatThrownBy(() -> each.locate("fashion-mnist", conf))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("./submit.sh fetch fashion-mnist");
      Path fetched = Path.of(each.fetchFolder(), "fashion-mnist");
      Files.createDirectories(fetched);
      assertThatThrownBy(
              () -> each.locate("fashion-mnist", conf)) // As a fetch that failed left it.
          .hasMessageContaining("./submit.sh fetch fashion-mnist");
      Path file = Files.createFile(fetched.resolve("train-images-idx3-ubyte.gz"));
      assertThat(each.locate("fashion-mnist", conf)).isEqualTo("fashion-mnist");
      assertThat(each.publicFolder("fashion-mnist", conf).toUri().getPath())
          .isEqualTo(fetched.toString());
      Files.delete(file);
      Files.delete(fetched);
    }
    assertThat(new Places(Optional.empty(), Optional.empty()).fetchFolder()).isEqualTo("data");
    assertThatThrownBy(() -> new Places(Optional.of("hdfs://x/y"), Optional.empty()).fetchFolder())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("hdfs://x/y");
  }

  /** A file system on which there is nothing. */
  public static final class NowhereFileSystem extends org.apache.hadoop.fs.RawLocalFileSystem {
    @Override
    public java.net.URI getUri() {
      return java.net.URI.create("elsewhere:///");
    }

    @Override
    public org.apache.hadoop.fs.FileStatus getFileStatus(org.apache.hadoop.fs.Path path)
        throws IOException {
      throw new java.io.FileNotFoundException(path.toString());
    }
  }
}
