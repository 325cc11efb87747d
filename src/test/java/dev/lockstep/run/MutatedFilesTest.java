package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.DamagedFileException;
import dev.lockstep.model.Safetensors;
import dev.lockstep.model.StrictJson;
import dev.lockstep.model.Tensor;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.Validation;
import dev.lockstep.testing.Mutants;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is done to a checkpoint, it is read or refused in one line that names it, even where its
 * SHA-256 was made to fit.
 */
@Tag("slow")
class MutatedFilesTest {
  private static final List<Checkpoint> GOOD =
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

  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;
  private java.nio.file.Path file;
  private Path path;

  @BeforeEach
  void loadClasses() throws IOException {
    file = folder.resolve("step-000000000007.safetensors");
    path = new Path(file.toUri());
    GOOD.get(0).write(path, conf);
    Checkpoint.read(path, conf);
  }

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "epoch         | -1     | 1 hash after -1 epochs",
        "epoch         | 2      | 1 hash after 2 epochs",
        "epoch         | 0.5    | epoch: 0.5 is not a whole number",
        "epoch         | 1e300  | epoch: 1.0E300 is not a whole number",
        "epoch         | 4294967297 | epoch: 4294967297 is out of range",
        "epoch         | true   | epoch: true is not a whole number",
        "stepInEpoch   | -1     | the step in the epoch is negative: -1",
        "stepInEpoch   | 8      | fewer steps than in this epoch: 7",
        "step          | `\"7\"` | step: \"7\" is not a whole number",
        "examples      | 19     | fewer examples than in this epoch: 19",
        "epochExamples | -1     | the epoch's examples are negative: -1",
        "epochLossSum  | [1.5]  | epochLossSum: [1.5] is not a number",
        "seconds       | -1     | not a training time: -1.0",
        "seconds       | []     | seconds: [] is not a number",
        "exponents     | [1024] | exponent out of range: 1024",
        "exponents     | [-1023] | exponent out of range: -1023",
        "exponents     | []     | not 1 exponents: 0",
        "exponents     | [36,36] | not 1 exponents: 2",
        "exponents     | {}     | exponents: not a list",
        "epochSha256   | [\"00\"] | an epoch's hash is not a SHA-256: 00",
        "epochSha256   | 3      | 0 hashes after 1 epoch",
        "fingerprint   | `\"\"` | not a fingerprint of examples",
        "recipe        | {}     | it has no optimizer",
      })
  void anAbsurdStateIsRefusedEvenWithAFittingHash(String field, String value, String problem)
      throws IOException {
    Safetensors good = contents().get(0);
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(good.metadata().get("checkpoint"));
    json.set(field, new ObjectMapper().readTree(value));
    assertRefused(sealed(json.toString(), good.tensors()), problem);
    json.remove(field);
    assertRefused(sealed(json.toString(), good.tensors()), "it has no " + field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | not 1 validations: 0",
        "3 | not 1 validations: 0",
        "[[0.5]] | validation: [0.5] is not [loss, accuracy]",
        "[[0.5,true]] | validation: [0.5,true] is not [loss, accuracy]",
        "[[0.5,1.5]] | a validation accuracy is not from 0 to 1: 1.5",
      })
  void anAbsurdValidationIsRefused(String value, String problem) throws IOException {
    Safetensors good = contents().get(3);
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(good.metadata().get("checkpoint"));
    json.set("validation", new ObjectMapper().readTree(value));
    assertRefused(sealed(json.toString(), good.tensors()), problem);
    Map<String, Tensor> tensors = new LinkedHashMap<>(good.tensors());
    tensors.remove("best");
    assertRefused(sealed(good.metadata().get("checkpoint"), tensors), "parameters: 0");
  }

  /** Older releases did not write them, so that they alone may be missing. */
  @ParameterizedTest
  @CsvSource({"-1, -1", "101, 101", "0.5, epochHits: 0.5 is not a whole number"})
  void absurdHitsAreRefused(String value, String problem) throws IOException {
    Safetensors good = contents().get(0);
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(good.metadata().get("checkpoint"));
    json.set("epochHits", new ObjectMapper().readTree(value));
    assertRefused(
        sealed(json.toString(), good.tensors()),
        problem.startsWith("epochHits")
            ? problem
            : "the epoch's hits are not from 0 to its examples: " + problem);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void parametersThatAreNotFiniteAreRefused(float wrong) throws IOException {
    Safetensors good = contents().get(0);
    Map<String, Tensor> tensors = new LinkedHashMap<>(good.tensors());
    float[] values = tensors.get("parameters").values().clone();
    values[5] = wrong;
    tensors.put("parameters", Tensor.of(values, values.length));
    String json = good.metadata().get("checkpoint");
    assertRefused(sealed(json, tensors), "a parameter is not finite: " + wrong);
  }

  @Test
  void aStateOfAnotherNumberOfStepsIsRefused() {
    TrainingState state = GOOD.get(0).state();
    state.requireStepsPerEpoch(5); // One epoch of five steps, and two.
    assertThatThrownBy(() -> state.requireStepsPerEpoch(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("past the 2 of its epoch: 2");
    assertThatThrownBy(() -> state.requireStepsPerEpoch(6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not 1 epoch of 6 steps and 2: 7");
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

  private void recipe(String text) {
    try {
      Recipe recipe = RecipeJson.read(StrictJson.parse(path, text));
      assertThat(RecipeJson.read(RecipeJson.write(recipe)).equals(recipe)).isTrue();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
      throw new DamagedFileException(path, e.getMessage(), e);
    }
  }

  private void assertRefused(Safetensors content, String problem) {
    assertThatThrownBy(() -> Checkpoint.of(path, content))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(path + ": is not a checkpoint: ")
        .hasMessageContaining(problem);
  }

  private List<Safetensors> contents() throws IOException {
    List<Safetensors> contents = new ArrayList<>();
    for (Checkpoint good : GOOD) {
      good.write(path, conf);
      contents.add(Safetensors.read(path, conf));
    }
    return contents;
  }

  private static Safetensors sealed(String json, Map<String, Tensor> tensors) {
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

  private static Checkpoint checkpoint(Recipe recipe) {
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
