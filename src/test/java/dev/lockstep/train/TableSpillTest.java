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
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Data that Spark's memory cannot hold: shards lie on disk, and training goes on. */
@Tag("slow")
class TableSpillTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final int EXAMPLES = 8_000;
  private static final int FEATURES = 64;
  private static final int SHARDS = 8;
  private static final long MEMORY_BYTES = 1L << 20;
  @TempDir Path folder;

  @Test
  void shardsThatDoNotFitMemoryLieOnDiskAndTrainTheSameModel() throws IOException {
    Path csv = folder.resolve("large.csv");
    write(csv);
    JavaSparkContext small =
        SPARK.on(
            "local[2]",
            Map.of(
                "spark.testing.memory",
                String.valueOf(MEMORY_BYTES),
                "spark.testing.reservedMemory",
                "0"));
    DataSet spilled = load(small, csv);
    assertThat(spilled.statistics().sizeBytes()).isGreaterThan(2 * MEMORY_BYTES);
    String model = train(small, spilled);
    assertThat(onDiskBytes(small, spilled)).isPositive();
    JavaSparkContext large = SPARK.on("local[2]");
    DataSet held = load(large, csv);
    assertThat(train(large, held)).isEqualTo(model);
    assertThat(onDiskBytes(large, held)).isZero();
  }

  private static DataSet load(JavaSparkContext spark, Path csv) {
    ExampleSource source = Catalog.open(csv.toString(), Part.TRAIN, spark.hadoopConfiguration());
    return DataSet.load(spark, source, 2, new Sharding(SHARDS, 1, SHARDS));
  }

  private static String train(JavaSparkContext spark, DataSet data) {
    Recipe recipe = Recipes.recipe(List.of(FEATURES, 4, 2), Recipes.ADAMW, 1, EXAMPLES / 4, SHARDS);
    return Model.weightsSha256(
        Trainer.train(spark, data, recipe, new TrainingListener() {}).parameters());
  }

  private static long onDiskBytes(JavaSparkContext spark, DataSet data) {
    return Arrays.stream(spark.sc().getRDDStorageInfo())
        .filter(info -> info.id() == data.shards().id())
        .mapToLong(RDDInfo::diskSize)
        .sum();
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
