package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Mutants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to a file that Spark reads, it is refused in one line that names it, with the
 * exit code of wrong data, or there is an example for each of its rows.
 */
@Tag("slow")
class MutatedSparkTablesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final int MUTANTS = Campaign.of(500, 4);
  private static final int MAX_MESSAGE = 1_000;

  private static final List<String> JSON =
      List.of(
          "{\"label\":0,\"a\":1,\"b\":2.5}\n{\"label\":1,\"a\":-3e-2,\"b\":0.5}\n",
          "{\"label\":\"x\",\"a\":1,\"b\":true}\n\n{\"label\":\"y\",\"a\":2,\"b\":false}\n");

  private static final String LIBSVM = "0 1:1 2:2.5\n1 2:-3e-2\n\n# none\n2 1:7 3:5\n";

  @TempDir Path folder;

  @Test
  void linesOfJson() throws IOException {
    for (int seed = 0; seed < MUTANTS; seed++) {
      String good = JSON.get(seed % JSON.size());
      Random random = new Random(seed);
      byte[] mutant =
          random.nextBoolean()
              ? Mutants.of(utf8(good), random)
              : utf8(Mutants.ofJson(good, random));
      assertRefusedOrRead("seed " + seed, write("t.jsonl", mutant), true);
    }
  }

  @Test
  void linesOfLibsvm() throws IOException {
    for (int seed = 0; seed < MUTANTS; seed++) {
      byte[] mutant = Mutants.of(utf8(LIBSVM), new Random(seed));
      assertRefusedOrRead("seed " + seed, write("t.libsvm", mutant), true);
    }
  }

  @Test
  void filesOfOrc() throws IOException {
    SPARK.on("local[2]");
    Path json = write("good.jsonl", utf8(JSON.get(0)));
    Path orc = folder.resolve("orc");
    SparkSession.builder().getOrCreate().read().json(json.toString()).write().orc(orc.toString());
    byte[] good;
    try (Stream<Path> files = Files.list(orc)) {
      good = Files.readAllBytes(files.filter(f -> f.toString().endsWith(".orc")).findFirst().get());
    }
    for (int seed = 0; seed < MUTANTS; seed++) {
      Path file = write("t.orc", Mutants.of(good, new Random(seed)));
      assertRefusedOrRead("seed " + seed, file, false);
    }
  }

  /**
   * Reads a file's rows.
   *
   * @param ofLines true if each line is a row, but for blank ones and comments
   */
  private static void assertRefusedOrRead(String what, Path file, boolean ofLines)
      throws IOException {
    JavaSparkContext spark = SPARK.on("local[2]");
    List<Example> examples;
    try {
      ExampleSource source =
          Catalog.open(
              file.toString(), Part.TRAIN, TableOptions.DEFAULT, null, spark.hadoopConfiguration());
      examples = source.examples(spark, source.classLimit()).collect();
    } catch (Throwable e) { // Errors too, as a command would see them.
      Failure failure = Failure.of(e);
      if (failure.exitCode() != ExitCode.DATA) {
        throw new AssertionError(what + ": " + failure, e);
      }
      assertThat(failure.message())
          .as(what)
          .contains(file.toString())
          .hasSizeLessThan(MAX_MESSAGE)
          .hasLineCount(1);
      return;
    }
    assertThat(examples).as(what).isNotEmpty();
    if (ofLines) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      long rows =
          text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).count();
      assertThat(examples).as(what + ": " + text).hasSize((int) rows);
    }
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
