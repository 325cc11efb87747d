package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.States;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static final Fingerprints FINGERPRINTS =
      new Fingerprints("f00d".repeat(8), Optional.of("beef".repeat(8)));
  private static final Recipe RECIPE = Recipes.recipe(List.of(3, 2, 2), Recipes.ADAMW, 3, 7, 3);

  @TempDir Path run;
  private Path folder;
  private Checkpoints checkpoints;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void open() {
    folder = run.resolve("checkpoints");
    checkpoints =
        new Checkpoints(new org.apache.hadoop.fs.Path(run.toString()), new Configuration());
  }

  @Test
  void theTwoNewestAreKept() throws IOException {
    for (long step : new long[] {5, 9, 10, 100}) {
      write(step);
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder(name(10), name(100));
    assertThat(latestStep()).isEqualTo(100);
    assertThat(warnings).isEmpty();
  }

  /** As earlier builds named them under such a locale. */
  @Test
  void namesInAnotherLanguagesDigitsAreReadAndPruned() throws IOException {
    for (long step : new long[] {9, 10}) {
      write(step);
      String arabic = String.format(Locale.forLanguageTag("ar-EG"), "step-%012d", step);
      assertThat(arabic).doesNotContain("0").contains("\u0660");
      Files.move(folder.resolve(name(step)), folder.resolve(arabic + ".safetensors"));
    }
    assertThat(latestStep()).isEqualTo(10);
    write(11);
    write(12);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder(name(11), name(12));
  }

  @Test
  void aFolderThatIsMissingOrEmptyHasNone() throws IOException {
    assertThat(checkpoints.latest(warnings::add)).isEmpty();
    checkpoints.removeAbandoned();
    Files.createDirectory(folder);
    Files.createFile(folder.resolve("something-else"));
    assertThat(checkpoints.latest(warnings::add)).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "flipped", "empty", "version"})
  void aDamagedNewestIsPassedOverForTheOneBefore(String damage) throws IOException {
    write(5);
    write(9);
    damage(folder.resolve(name(9)), damage);
    assertThat(latestStep()).isEqualTo(5);
    assertThat(warnings).singleElement().asString().contains(name(9) + ": ");
  }

  @Test
  void trainingThatGoesOnFromBeforeADamagedOneReplacesIt() throws IOException {
    write(5);
    write(9);
    damage(folder.resolve(name(9)), "flipped");
    write(7);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder(name(5), name(7));
  }

  @Test
  void whereAllAreDamagedThatIsAFailure() throws IOException {
    write(5);
    write(9);
    damage(folder.resolve(name(5)), "empty");
    damage(folder.resolve(name(9)), "truncated");
    assertThatThrownBy(() -> checkpoints.latest(warnings::add))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(name(5));
    assertThat(warnings).hasSize(2);
  }

  @Test
  void aFileOfAKilledWriterIsNoCheckpointAndCanBeRemoved() throws IOException {
    write(5);
    Path left = folder.resolve("." + name(9) + ".0.lockstep-tmp");
    Files.write(left, new byte[10]);
    assertThat(latestStep()).isEqualTo(5);
    checkpoints.removeAbandoned();
    assertThat(folder.toFile().list()).containsExactly(name(5));
  }

  /** A folder of the file's name lets no file be written, whoever tries. */
  @Test
  void aWriteThatFailsEndsTrainingAndLeavesTheOnesBefore() throws IOException {
    write(5);
    byte[] before = Files.readAllBytes(folder.resolve(name(5)));
    Files.createDirectories(folder.resolve(name(6)).resolve("x"));
    Checkpointer checkpointer =
        new Checkpointer(
            checkpoints, RECIPE, FINGERPRINTS, 5, new Checkpointer.Interval(1, 0), () -> false);
    assertThat(checkpointer.wants(6)).isTrue();
    checkpointer.onState(States.awkward(RECIPE, 6));
    assertThatThrownBy(checkpointer::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(name(6) + ": cannot be written: a folder of this name is in the way");
    assertThat(latestStep()).isEqualTo(5);
    assertThat(Files.readAllBytes(folder.resolve(name(5)))).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder(name(5), name(6));
  }

  @Test
  void askedToStopItWritesALastOneAndSaysSo() throws IOException {
    Checkpointer checkpointer =
        new Checkpointer(
            checkpoints, RECIPE, FINGERPRINTS, 0, new Checkpointer.Interval(1_000, 0), () -> true);
    assertThat(checkpointer.wants(6)).isTrue();
    assertThatThrownBy(() -> checkpointer.onState(States.awkward(RECIPE, 6)))
        .isInstanceOf(Checkpointer.StoppedException.class)
        .hasMessageContaining("after step 6");
    assertThat(latestStep()).isEqualTo(6);
    checkpointer.close();
  }

  @Test
  void stepsAreCountedFromTheLastOne() {
    try (Checkpointer checkpointer =
        new Checkpointer(
            checkpoints, RECIPE, FINGERPRINTS, 20, new Checkpointer.Interval(10, 0), () -> false)) {
      assertThat(checkpointer.wants(29)).isFalse();
      assertThat(checkpointer.wants(31)).isTrue();
      checkpointer.onState(States.awkward(RECIPE, 31));
      assertThat(checkpointer.wants(40)).isFalse();
      assertThat(checkpointer.wants(41)).isTrue();
    }
  }

  private static void damage(Path file, String damage) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (damage) {
      case "truncated" -> bytes = Arrays.copyOf(bytes, bytes.length - 1);
      case "flipped" -> bytes[bytes.length - 3] ^= 4;
      case "empty" -> bytes = new byte[0];
      default ->
          bytes =
              new String(bytes, StandardCharsets.ISO_8859_1)
                  .replace("checkpointVersion\":\"1\"", "checkpointVersion\":\"2\"")
                  .getBytes(StandardCharsets.ISO_8859_1);
    }
    Files.write(file, bytes);
  }

  private void write(long step) throws IOException {
    checkpoints.write(new Checkpoint(RECIPE, FINGERPRINTS, States.awkward(RECIPE, step)));
  }

  private long latestStep() throws IOException {
    return checkpoints.latest(warnings::add).orElseThrow().state().step();
  }

  private static String name(long step) {
    return String.format(Locale.ROOT, "step-%012d.safetensors", step);
  }
}
