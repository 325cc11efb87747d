package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.testing.Mutants;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a run.json, verify reads it or refuses it in one line that names it. */
@Tag("slow")
class MutatedRunRecordTest {
  private static final List<String> GOOD =
      List.of(
          record(Recipes.recipe(List.of(16, 9, 4), Recipes.SGD, 2, 50, 3)),
          record(
              Recipes.withAverageEvery(
                  Recipes.recipe(List.of(784, 128, 10), Recipes.ADAMW, 8, 256, 4), 48)),
          record(
              Recipes.withStopping(
                  Recipes.recipe(List.of(4, 3, 2), Recipes.SGD, 3, 50, 3),
                  new EarlyStopping(0.25, 2, EarlyStopping.Measure.ACCURACY))));

  private final Configuration conf = new Configuration();
  @TempDir Path folder;

  @BeforeEach
  void loadClasses() throws IOException {
    for (String good : GOOD) {
      Files.writeString(folder.resolve("run.json"), good);
      read();
    }
  }

  @Test
  void withAnyValueChanged() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      String text = Mutants.ofJson(GOOD.get(seed % GOOD.size()), new Random(seed));
      read += isRead(seed, text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT * 3 / 4);
  }

  @Test
  void withAnyBytesChanged() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] good = GOOD.get(seed % GOOD.size()).getBytes(StandardCharsets.UTF_8);
      read += isRead(seed, Mutants.of(good, new Random(seed)));
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT * 3 / 4);
  }

  private int isRead(int seed, byte[] mutant) throws IOException {
    Path file = folder.resolve("run.json");
    Files.write(file, mutant);
    boolean isRead =
        Mutants.isRead(
            "seed " + seed,
            file.toString(),
            mutant.length,
            DamagedFileException.class,
            () -> {
              Certificate read = read();
              assertThat(RecipeJson.read(RecipeJson.write(read.recipe()))).isEqualTo(read.recipe());
            });
    return isRead ? 1 : 0;
  }

  private Certificate read() throws IOException {
    return RunJson.read(new org.apache.hadoop.fs.Path(folder.toUri()), conf);
  }

  private static String record(Recipe recipe) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("formatVersion", 1).put("codeVersion", "1.2").set("recipe", RecipeJson.write(recipe));
    for (String part : List.of("train", "validation", "test")) {
      root.withObject("/data/" + part)
          .put("name", "data/é d")
          .put("examples", 20_000)
          .put("fingerprint", "0c".repeat(16));
    }
    root.putObject("layout").put("master", "local[2]").put("partitions", 7);
    root.putObject("test").put("accuracy", 0.5).put("meanLoss", 1.25);
    ArrayNode epochs = root.putArray("epochSha256");
    for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
      epochs.add("a1".repeat(32));
    }
    return root.put("weightsSha256", "a1".repeat(32)).toPrettyString();
  }
}
