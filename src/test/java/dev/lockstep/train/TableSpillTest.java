package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Trained;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Data that Spark's memory cannot hold: the rows lie on disk, and the model is the same. */
@Tag("slow")
class TableSpillTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final int EXAMPLES = 8_000;
  private static final int FEATURES = 64;
  private static final int SHARDS = 8;
  private static final long MEMORY_BYTES = 1L << 20;

  private static final Map<String, String> LITTLE_MEMORY =
      Map.of(
          "spark.testing.memory",
          String.valueOf(MEMORY_BYTES),
          "spark.testing.reservedMemory",
          "0",
          // What Spark wants before it holds a block at all: usually as much as this memory.
          "spark.storage.unrollMemoryThreshold",
          "1024");

  @TempDir Path folder;

  @Test
  void rowsThatDoNotFitMemoryTrainTheSameModelFromDisk() throws IOException {
    Path csv = folder.resolve("large.csv");
    write(csv);
    JavaSparkContext large = SPARK.on("local[2]");
    DataSet held = load(large, csv);
    assertThat(held.statistics().sizeBytes()).isGreaterThan(2 * MEMORY_BYTES);
    String model = hash(train(large, held));
    assertThat(memoryBytes(large, held)).isGreaterThan(2 * MEMORY_BYTES);

    // The rows lie in mapped files, and what is left of the shards in memory: tasks may stay.
    JavaSparkContext small = SPARK.on("local[2]", LITTLE_MEMORY);
    DataSet mapped = load(small, csv);
    Trained byTasksThatStay = train(small, mapped);
    assertThat(hash(byTasksThatStay)).isEqualTo(model);
    assertThat(byTasksThatStay.exchange().kind()).isEqualTo(ExchangeKind.RESIDENT);
    assertThat(byTasksThatStay.exchange().jobSteps()).isZero();
    assertThat(memoryBytes(small, mapped)).isBetween(EXAMPLES * 20L, MEMORY_BYTES / 2);
    assertThat(diskBytes(small, mapped)).isZero();

    // Spark encrypts what it writes to disk itself, and reads it back at every step.
    Map<String, String> encrypted = new TreeMap<>(LITTLE_MEMORY);
    encrypted.put("spark.io.encryption.enabled", "true");
    JavaSparkContext secret = SPARK.on("local[2]", encrypted);
    DataSet spilled = load(secret, csv);
    Trained byJobs = train(secret, spilled);
    assertThat(hash(byJobs)).isEqualTo(model);
    assertThat(byJobs.exchange().kind()).isEqualTo(ExchangeKind.JOBS);
    assertThat(diskBytes(secret, spilled)).isGreaterThan(MEMORY_BYTES);
  }

  private static DataSet load(JavaSparkContext spark, Path csv) {
    ExampleSource source = Catalog.open(csv.toString(), Part.TRAIN, spark.hadoopConfiguration());
    return DataSet.load(spark, source, 2, new Sharding(SHARDS, 1, SHARDS));
  }

  private static Trained train(JavaSparkContext spark, DataSet data) {
    Recipe recipe = Recipes.recipe(List.of(FEATURES, 4, 2), Recipes.ADAMW, 1, EXAMPLES / 4, SHARDS);
    return Trainer.train(spark, data, recipe, ExchangeKind.AUTO, new TrainingListener() {});
  }

  private static String hash(Trained trained) {
    return Model.weightsSha256(trained.parameters());
  }

  private static long memoryBytes(JavaSparkContext spark, DataSet data) {
    return info(spark, data).memSize();
  }

  private static long diskBytes(JavaSparkContext spark, DataSet data) {
    return info(spark, data).diskSize();
  }

  private static RDDInfo info(JavaSparkContext spark, DataSet data) {
    return Arrays.stream(spark.sc().getRDDStorageInfo())
        .filter(info -> info.id() == data.shards().id())
        .findFirst()
        .orElseThrow();
  }

  private static void write(Path csv) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      for (int row = 0; row < EXAMPLES; row++) {
        AddressedRandom random = AddressedRandom.of(row, "large");
        StringBuilder line = new StringBuilder().append(row & 1);
        for (int i = 0; i < FEATURES; i++) {
          line.append(',').append((random.bits(i) & 0xfff) / 8.0);
        }
        out.write(line.append('\n').toString());
      }
    }
  }
}
