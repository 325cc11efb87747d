package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.model.Safetensors;
import dev.lockstep.model.file.SafetensorsFile;
import dev.lockstep.nn.Task;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Sgd;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.States;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {
  private static final Fingerprints FINGERPRINTS =
      new Fingerprints("f00d".repeat(8), Optional.of("beef".repeat(8)));
  private static final Configuration CONF = new Configuration();
  private static final List<Integer> SIZES = List.of(3, 2, 2);
  private static final Recipe ADAMW = Recipes.recipe(SIZES, Recipes.ADAMW, 3, 7, 3);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("c.safetensors");
  }

  static List<Recipe> recipes() {
    Recipe sgd = Recipes.recipe(SIZES, new Sgd(0.9f, true, 1e-4f), 3, Recipes.ALL, 3);
    return List.of(
        ADAMW,
        sgd,
        Recipes.recipe(SIZES, new Sgd(0, false, 0), 1, 1, 1),
        Recipes.withSeed(sgd, Long.MIN_VALUE),
        Recipes.withRate(ADAMW, 0.1),
        Recipes.withAverageEvery(ADAMW, 5),
        Recipes.withClipping(ADAMW, new Clipping(0.1f, 0.3f)));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void whatIsReadIsWhatWasWrittenBitForBit(Recipe recipe) throws IOException {
    TrainingState state = States.awkward(recipe, 1L << 40);
    new Checkpoint(recipe, FINGERPRINTS, state).write(hadoop(file), CONF);
    Checkpoint read = Checkpoint.read(hadoop(file), CONF);
    assertThat(read.recipe()).isEqualTo(recipe);
    assertThat(read.fingerprints()).isEqualTo(FINGERPRINTS);
    TrainingState back = read.state();
    assertThat(back)
        .usingRecursiveComparison()
        .ignoringFields("parameters", "slots")
        .isEqualTo(state);
    assertThat(bits(back.parameters())).containsExactly(bits(state.parameters()));
    assertThat(back.slots().length).isEqualTo(state.slots().length);
    for (int s = 0; s < state.slots().length; s++) {
      assertThat(bits(back.slots()[s])).containsExactly(bits(state.slots()[s]));
    }
  }

  @Test
  void theSameStateIsTheSameBytes() throws IOException {
    byte[] first = write();
    assertThat(write()).isEqualTo(first);
  }

  @Test
  void anyBitThatHasFlippedIsFound() throws IOException {
    byte[] good = write();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << i % 8);
      Files.write(file, bad);
      assertThatThrownBy(() -> Checkpoint.read(hadoop(file), CONF))
          .as("byte %d of %d", i, good.length)
          .isInstanceOf(DamagedFileException.class)
          .hasMessageStartingWith(hadoop(file) + ": ");
    }
  }

  @Test
  void aFileThatEndsEarlyIsFoundWhereverItEnds() throws IOException {
    byte[] good = write();
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> Checkpoint.read(hadoop(file), CONF))
          .as("%d of %d bytes", length, good.length)
          .isInstanceOf(DamagedFileException.class);
    }
  }

  /** As releases wrote it that did not keep the test set's. */
  @Test
  void withoutATestSetsFingerprintItIsReadAllTheSame() throws IOException {
    Fingerprints old = new Fingerprints("f00d".repeat(8), Optional.empty());
    new Checkpoint(ADAMW, old, States.awkward(ADAMW, 8)).write(hadoop(file), CONF);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("test");
    assertThat(Checkpoint.read(hadoop(file), CONF).fingerprints()).isEqualTo(old);
  }

  /** As releases wrote it that did not count them: they stay unknown until the epoch's end. */
  @Test
  void withoutHitsItIsReadAllTheSame() throws IOException {
    new Checkpoint(ADAMW, FINGERPRINTS, States.awkward(ADAMW, 8)).write(hadoop(file), CONF);
    Safetensors good = SafetensorsFile.read(hadoop(file), CONF);
    String json = good.metadata().get("checkpoint").replace("\"epochHits\":17,", "");
    EpochSum old = readWith(json, good).epochSum();
    assertThat(old).isEqualTo(new EpochSum(0.1 + 0.2, 42, OptionalLong.empty()));
    assertThat(old.accuracy(Task.CLASSES)).isEmpty();
    String atEpochsEnd = json.replace("\"epochExamples\":42", "\"epochExamples\":0");
    assertThat(readWith(atEpochsEnd, good).epochSum().hits()).hasValue(0);
  }

  private TrainingState readWith(String json, Safetensors good) {
    Map<String, String> metadata = new LinkedHashMap<>(good.metadata());
    assertThat(metadata.put("checkpoint", json)).isNotEqualTo(json);
    metadata.put("sha256", Checkpoint.sha256(json, good.tensors()));
    return Checkpoint.of(hadoop(file), new Safetensors(good.tensors(), metadata)).state();
  }

  @Test
  void anotherVersionIsNamed() throws IOException {
    String good = new String(write(), StandardCharsets.ISO_8859_1);
    String other = good.replace("\"checkpointVersion\":\"1\"", "\"checkpointVersion\":\"7\"");
    assertThat(other).isNotEqualTo(good);
    Files.write(file, other.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Checkpoint.read(hadoop(file), CONF))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("of format version \"7\"; this release reads version 1");
  }

  private byte[] write() throws IOException {
    new Checkpoint(ADAMW, FINGERPRINTS, States.awkward(ADAMW, 8)).write(hadoop(file), CONF);
    return Files.readAllBytes(file);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toString());
  }
}
