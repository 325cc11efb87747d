package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.OptimizerName;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.ScalingChoice;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.recipe.Values;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.fit.PreprocessingFit;
import dev.lockstep.train.state.Trained;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table with categories and gaps gives one model, whether its inputs are kept compressed or with
 * all zeros, and whether they lie in memory or on disk.
 */
@Tag("slow")
class EncodedTableTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir static Path folder;

  private static final int EXAMPLES = 4_000;
  private static final int PLACES = 40;
  private static final String CLASSES = "label";
  private static final String NUMBERS = "rent";
  private static final int SHARDS = 4;

  /** Room for what is left of the shards on the heap, not for their rows. */
  private static final Map<String, String> LITTLE_MEMORY =
      Map.of(
          "spark.testing.memory",
          String.valueOf(512 << 10),
          "spark.testing.reservedMemory",
          "0",
          "spark.storage.unrollMemoryThreshold",
          "1024");

  private static Path csv;

  @BeforeAll
  static void write() throws IOException {
    csv = folder.resolve("rents.csv");
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      out.write("area,place,rooms,label,rent\n");
      for (int row = 0; row < EXAMPLES; row++) {
        AddressedRandom random = AddressedRandom.of(row, "rents");
        long place = Long.remainderUnsigned(random.bits(0), PLACES);
        String area = row % 9 == 0 ? "" : String.valueOf((random.bits(1) & 0xfff) / 16.0);
        String rooms = row % 7 == 0 ? "" : String.valueOf(random.bits(2) & 7);
        String rent = String.valueOf(place * 25 + (random.bits(3) & 0xff) / 3.0);
        String where = row % 50 == 0 ? "" : "p" + place;
        out.write(String.join(",", area, where, rooms, String.valueOf(place % 3), rent) + "\n");
      }
    }
  }

  @Test
  void compressedInputsTrainTheModelsOfDenseOnes() {
    JavaSparkContext spark = SPARK.on("local[2]");
    for (String label : List.of(CLASSES, NUMBERS)) {
      Prepared compressed = prepared(spark, label);
      Map<String, String> expected = compressed.models(spark);
      assertThat(isCompressed(compressed.data)).containsOnly(true);
      Prepared dense = new Prepared(compressed.data.dense(), compressed.preprocessing);
      assertThat(isCompressed(dense.data)).containsOnly(false);
      assertThat(dense.models(spark)).isEqualTo(expected);
      dense.data.shards().unpersist();
      assertThat(expected.values()).doesNotHaveDuplicates();
    }
  }

  @Test
  void inputsOnDiskTrainTheModelOfThoseInMemory() {
    JavaSparkContext large = SPARK.on("local[2]");
    Prepared held = prepared(large, CLASSES);
    Map<String, String> expected = held.models(large);
    long heldBytes = info(large, held.data).memSize();

    JavaSparkContext small = SPARK.on("local[2]", LITTLE_MEMORY);
    Prepared mapped = prepared(small, CLASSES);
    assertThat(isCompressed(mapped.data)).containsOnly(true);
    assertThat(info(small, mapped.data).diskSize()).isZero(); // Spark itself writes no block.
    // A row has three entries of six bytes or more, and eight bytes say where it lies.
    assertThat(info(small, mapped.data).memSize())
        .isBetween(EXAMPLES * 28L, heldBytes - EXAMPLES * 8L);
    assertThat(mapped.models(small)).isEqualTo(expected);
    mapped.data.shards().unpersist();
  }

  /** Returns the network's inputs of the table. */
  private static Prepared prepared(JavaSparkContext spark, String label) {
    boolean classes = label.equals(CLASSES);
    List<String> excluded = List.of(classes ? NUMBERS : CLASSES);
    InputChoices choices =
        new InputChoices(
            null, excluded, null, null, null, null, MissingCells.MEDIAN, true, null, null, false);
    TableOptions options =
        new TableOptions(null, label, null)
            .withInputs(choices)
            .predicting(classes ? Predicted.CLASSES : Predicted.NUMBERS);
    ExampleSource source =
        Catalog.open(csv.toString(), Part.TRAIN, options, null, spark.hadoopConfiguration());
    DataSet read = DataSet.load(spark, source, 3, new Sharding(SHARDS, 1, 2));
    Preprocessing fitted = PreprocessingFit.fit(read, choices, ScalingChoice.STANDARDISE);
    return new Prepared(read.prepared(fitted, source.featureNames()), fitted);
  }

  private static List<Boolean> isCompressed(DataSet data) {
    return data.shards().map(Shard::isCompressed).collect();
  }

  /** A network's inputs of a table, and how they were made. */
  private record Prepared(DataSet data, Preprocessing preprocessing) {

    /** Returns the hashes of models: by steps, by local steps, with L-BFGS, by both exchanges. */
    Map<String, String> models(JavaSparkContext spark) {
      Values values =
          Values.DEFAULTS
              .with(NetworkSettings.HIDDEN, List.of(5))
              .with(TrainingSettings.EPOCHS, 2)
              .with(TrainingSettings.BATCH, 500L);
      Values lbfgs =
          Values.DEFAULTS
              .with(NetworkSettings.HIDDEN, List.of(5))
              .with(TrainingSettings.OPTIMIZER, OptimizerName.LBFGS)
              .with(TrainingSettings.EPOCHS, 3);
      return Map.of(
          "steps", model(spark, values, ExchangeKind.RESIDENT),
          "local steps",
              model(spark, values.with(TrainingSettings.AVERAGE_EVERY, 3), ExchangeKind.JOBS),
          "lbfgs", model(spark, lbfgs, ExchangeKind.AUTO));
    }

    private String model(JavaSparkContext spark, Values values, ExchangeKind exchange) {
      int targets = data.shards().first().targets();
      Task task =
          targets == 0 ? Task.CLASSES : new ValueTask(TargetFit.fit(data, LossFunction.MSE));
      int outputs = targets == 0 ? 3 : targets;
      Recipe recipe =
          Recipe.of(values, new Recipe.Facts(task, outputs, EXAMPLES, SHARDS, preprocessing));
      Trained trained = Trainer.train(spark, data, recipe, exchange, new TrainingListener() {});
      return Model.weightsSha256(trained.parameters());
    }
  }

  private static RDDInfo info(JavaSparkContext spark, DataSet data) {
    return Arrays.stream(spark.sc().getRDDStorageInfo())
        .filter(info -> info.id() == data.shards().id())
        .findFirst()
        .orElseThrow();
  }
}
