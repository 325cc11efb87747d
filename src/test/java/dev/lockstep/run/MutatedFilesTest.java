package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Safetensors;
import dev.lockstep.model.Tensor;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.testing.Mutants;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is done to a checkpoint, it is read or refused in one line that names it, even where its
 * SHA-256 was made to fit. /
 */
@Tag("slow")
class MutatedFilesTest extends CheckpointFile {
  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    for (Checkpoint good : GOOD) {
      good.write(path, conf);
      assertThat(Checkpoint.read(path, conf)).usingRecursiveComparison().isEqualTo(good);
    }
  }

  @Test
  void checkpointsWithAnyBytesChanged() throws IOException {
    List<byte[]> good = new ArrayList<>();
    for (Checkpoint checkpoint : GOOD) {
      checkpoint.write(path, conf);
      good.add(Files.readAllBytes(file));
    }
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] mutant = Mutants.of(good.get(seed % good.size()), new Random(seed));
      Files.write(file, mutant);
      read += isRead(seed, mutant.length, () -> Checkpoint.read(path, conf));
    }
    assertThat(read).isLessThan(Mutants.COUNT / 4);
  }

  /** The SHA-256 fits, so that what is wrong in the JSON and in the tensors is seen. */
  @Test
  void checkpointsWhoseHashFits() throws IOException {
    List<Safetensors> good = contents();
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      Random random = new Random(seed);
      Safetensors content = good.get(seed % good.size());
      String json = Mutants.ofJson(content.metadata().get("checkpoint"), random);
      Safetensors mutant = sealed(json, mutant(content.tensors(), random));
      read += isRead(seed, json.length() + 4_000, () -> writable(Checkpoint.of(path, mutant)));
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT / 2);
  }

  @Test
  void recipesWithAnythingChanged() {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      String good = RecipeJson.write(GOOD.get(seed % GOOD.size()).recipe()).toString();
      String text = Mutants.ofJson(good, new Random(seed));
      read += isRead(seed, text.length(), () -> recipe(text));
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT * 3 / 4);
  }

  private int isRead(int seed, long bytes, Mutants.Reader reader) {
    boolean isRead =
        Mutants.isRead("seed " + seed, path.toString(), bytes, DamagedFileException.class, reader);
    return isRead ? 1 : 0;
  }

  /** What was read can be written, and is the same when it is read again. */
  private void writable(Checkpoint read) {
    Recipe again = RecipeJson.read(RecipeJson.write(read.recipe()));
    assertThat(again.equals(read.recipe())).isTrue();
  }

  /** One in four has a tensor more, one less, or another number in one. */
  private static Map<String, Tensor> mutant(Map<String, Tensor> good, Random random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(good);
    List<String> names = List.copyOf(tensors.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(12)) {
      case 0 -> tensors.remove(name);
      case 1 -> tensors.put("slot7", tensors.get(name));
      case 2 -> {
        float[] values = tensors.get(name).values().clone();
        values[random.nextInt(values.length)] = Float.intBitsToFloat(random.nextInt());
        tensors.put(name, Tensor.of(values, values.length));
      }
      default -> {}
    }
    return tensors;
  }
}
