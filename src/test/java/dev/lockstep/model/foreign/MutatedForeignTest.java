package dev.lockstep.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Mutants;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to another program's file, it is read or refused in one line. */
@Tag("slow")
class MutatedForeignTest {
  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;
  private java.nio.file.Path file;

  @BeforeEach
  void loadClasses() throws IOException {
    file = folder.resolve("weights");
    for (byte[] good : List.of(named().safetensors(), named().npz())) {
      Files.write(file, good);
      read();
    }
  }

  private static Named named() {
    return new Named()
        .add("0.weight", true, 2, 3, 1, 2, 3, 4, 5, 6)
        .add("0.bias", 7, 8, 9)
        .add("2.weight", true, 3, 2, 1, 2, 3, 4, 5, 6)
        .add("2.bias", 1, 2);
  }

  @Test
  void filesWithAnyBytesChanged() throws IOException {
    List<byte[]> good =
        List.of(
            named().safetensors(),
            named().npz(),
            named().safetensors("F16"),
            named().safetensors("F64"),
            named().npz("<f2"));
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] mutant = Mutants.of(good.get(seed % good.size()), new Random(seed));
      Files.write(file, mutant);
      boolean isRead =
          Mutants.isRead(
              "seed " + seed,
              file.toString(),
              mutant.length,
              DamagedFileException.class,
              this::read);
      read += isRead ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT * 3 / 4);
  }

  /** Reads the file; what an option could tell counts as damage here. */
  private void read() throws IOException {
    Path path = new Path(file.toUri().getPath());
    try {
      for (float parameter : ForeignModel.read(path, Hints.NONE, conf).model().parameters()) {
        assertThat(Float.isFinite(parameter)).isTrue();
      }
    } catch (SettingException e) {
      throw new DamagedFileException(path, e.getMessage().replaceFirst("^[^:]*: ", ""), e);
    }
  }
}
