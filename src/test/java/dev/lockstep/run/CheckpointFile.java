package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.model.Safetensors;
import dev.lockstep.model.Tensor;
import dev.lockstep.model.file.SafetensorsFile;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.Validation;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint in a file, to be damaged. */
abstract class CheckpointFile {
  static final List<Checkpoint> GOOD =
      List.of(
          checkpoint(Recipes.recipe(List.of(4, 3, 2), Recipes.ADAMW, 3, 50, 3)),
          checkpoint(Recipes.recipe(List.of(3, 2), Recipes.SGD, 3, 50, 1)),
          checkpoint(
              Recipes.withAverageEvery(
                  Recipes.recipe(List.of(9, 5, 4, 2), Recipes.ADAMW, 3, 50, 3), 8)),
          checkpoint(
              Recipes.withStopping(
                  Recipes.recipe(List.of(4, 3, 2), Recipes.SGD, 3, 50, 3),
                  new EarlyStopping(0.25, 2, EarlyStopping.Measure.ACCURACY))));

  final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;
  java.nio.file.Path file;
  Path path;

  @BeforeEach
  void loadClasses() throws IOException {
    file = folder.resolve("step-000000000007.safetensors");
    path = new Path(file.toUri());
    GOOD.get(0).write(path, conf);
    Checkpoint.read(path, conf);
  }

  void recipe(String text) {
    try {
      Recipe recipe = RecipeJson.read(StrictJson.parse(path, text));
      assertThat(RecipeJson.read(RecipeJson.write(recipe)).equals(recipe)).isTrue();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
      throw new DamagedFileException(path, e.getMessage(), e);
    }
  }

  List<Safetensors> contents() throws IOException {
    List<Safetensors> contents = new ArrayList<>();
    for (Checkpoint good : GOOD) {
      good.write(path, conf);
      contents.add(SafetensorsFile.read(path, conf));
    }
    return contents;
  }

  static Safetensors sealed(String json, Map<String, Tensor> tensors) {
    Map<String, String> metadata =
        Map.of(
            "checkpointVersion",
            "1",
            "checkpoint",
            json,
            "sha256",
            Checkpoint.sha256(json, tensors));
    return new Safetensors(tensors, metadata);
  }

  static Checkpoint checkpoint(Recipe recipe) {
    TrainingState first = TrainingState.initial(recipe);
    return new Checkpoint(
        recipe,
        new Fingerprints("0123456789abcdef".repeat(2), Optional.of("0123456789abcdef".repeat(2))),
        new TrainingState(
            1,
            2,
            7,
            320,
            new EpochSum(1.5, 100, OptionalLong.of(60)),
            1.25,
            first.exponents(),
            List.of("0123456789abcdef".repeat(4)),
            first.parameters(),
            first.slots(),
            recipe.stopping().validation() > 0 ? List.of(new Validation(0.5, 0.75)) : List.of(),
            recipe.stopping().patience() > 0 ? first.parameters().clone() : new float[0]));
  }
}
