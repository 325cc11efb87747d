package dev.lockstep.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReferenceTest {
  private final Configuration conf = new Configuration();
  @TempDir Path folder;

  @Test
  void aNameWithAVersionIsItsFolderAndAnyOtherNameItself() throws IOException {
    Publisher publisher = publisher("r");
    publisher.publish(1);
    publisher.publish(2);
    assertThat(resolve("r@champion")).isEqualTo("r/versions/000002");
    assertThat(resolve("r@1")).isEqualTo("r/versions/000001");
    assertThat(resolve("r@0001")).isEqualTo("r/versions/000001");
    for (String name : new String[] {"r", "r@1/x", "a@b/m", "x@latest", "x@-1", "x@1234567890"}) {
      assertThat(resolve(name)).isEqualTo(name);
    }
    assertThat(ModelReference.version(publisher.folder().toString(), conf))
        .isEqualTo(ModelReference.version(publisher.folder() + "@2", conf));
  }

  @Test
  void aPlaceWhoseNameHasAnAtSignIsThatPlace() throws IOException {
    publisher("r").publish(1);
    Files.createDirectory(folder.resolve("r@champion"));
    Files.createFile(folder.resolve("r@1"));
    Files.createFile(folder.resolve("r@latest"));
    assertThat(resolve("r@latest")).isEqualTo("r@latest");
    assertThat(resolve("r@champion")).isEqualTo("r@champion");
    assertThat(resolve("r@1")).isEqualTo("r@1");
  }

  @Test
  void aRegistryMayHaveAnAtSignInItsName() throws IOException {
    publisher("me@home@3").publish(1);
    assertThat(resolve("me@home@3@champion")).isEqualTo("me@home@3/versions/000001");
  }

  @Test
  void whatIsNotThereIsSaid() throws IOException {
    assertRefused("r@champion", "r: no such registry");
    Files.createDirectory(folder.resolve("r"));
    assertRefused("r@1", "r: is not a registry: it has no folder history");
    publisher("r").add(1, Act.REFUSED);
    assertRefused("r@champion", "r: has no champion yet");
    assertRefused("r@2", "r: has no version 2; its newest is 1");
    for (String number : new String[] {"-1", "9999999999", "0"}) {
      assertRefused("r@" + number, "r: has no version " + number + "; its newest is 1");
    }
    for (String word : new String[] {"Champion", "latest", "1x", ""}) {
      assertRefused(
          "r@" + word,
          "r: has no version '"
              + word
              + "'; name a version in it, as in REGISTRY@champion or REGISTRY@12");
      assertThatThrownBy(() -> ModelReference.version(folder + "/r@" + word, conf))
          .hasMessageContaining("; name a version in it");
    }
    assertRefused("r@1", "r: version 1 has no model: it was refused: as the test of day 1 says");
  }

  private void assertRefused(String name, String message) {
    assertThatThrownBy(() -> resolve(name))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(folder + "/" + message);
  }

  /** Resolves a name in the folder, and returns the path from there. */
  private String resolve(String name) throws IOException {
    String path = ModelReference.resolve(folder + "/" + name, conf, warning -> {}).toString();
    return path.substring(folder.toString().length() + 1);
  }

  private Publisher publisher(String name) {
    return new Publisher(new org.apache.hadoop.fs.Path(folder + "/" + name), conf);
  }
}
