package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.state.Evaluator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The model is a function of the set of examples and the recipe: nothing else changes a bit. The
 * tests on one core come first, so that Spark starts twice and not more often.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class LayoutInvarianceTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir static Path folder;

  private static final String ONE_CORE = "local[1]";
  private static final String TWO_CORES = "local[2]";
  private static final List<Integer> SIZES = List.of(784, 12, 10);
  private static final Recipe ADAMW = Recipes.recipe(SIZES, Recipes.ADAMW, 2, 256, 4);
  private static final Recipe SGD = Recipes.recipe(SIZES, Recipes.SGD, 2, 256, 4);

  /** What the first test, in the plainest layout, found with {@link #ADAMW} and {@link #SGD}. */
  private static String adamW;

  private static String sgd;

  @BeforeAll
  static void writeTheSameDigitsInFourWays() {
    IdxFixture digits = IdxFixture.digits(Part.TRAIN, 3_000);
    digits.write(folder.resolve("raw"), Part.TRAIN, false);
    digits.write(folder.resolve("gz"), Part.TRAIN, true);
    digits.shuffled(1).write(folder.resolve("shuffled"), Part.TRAIN, false);
    digits.shuffled(2).write(folder.resolve("shuffled-gz"), Part.TRAIN, true);
    adamW = hash(ONE_CORE, "raw", ADAMW, 1);
    sgd = hash(ONE_CORE, "raw", SGD, 1);
  }

  @Test
  @Order(1)
  void partitionsOnOneCore() {
    assertThat(hash(ONE_CORE, "gz", ADAMW, 3)).isEqualTo(adamW);
    assertThat(hash(ONE_CORE, "shuffled", SGD, 4)).isEqualTo(sgd);
  }

  /** Eight partitions are more than there are shards. */
  @Test
  @Order(2)
  void partitionsOnTwoCores() {
    for (int partitions : new int[] {1, 2, 3, 4, 8}) {
      assertThat(hash(TWO_CORES, "raw", ADAMW, partitions))
          .as("adamw in %d partitions", partitions)
          .isEqualTo(adamW);
      assertThat(hash(TWO_CORES, "raw", SGD, partitions))
          .as("sgd in %d partitions", partitions)
          .isEqualTo(sgd);
    }
  }

  @Test
  @Order(3)
  void filesAndOrdersOfRows() {
    for (String files : List.of("gz", "shuffled", "shuffled-gz")) {
      assertThat(hash(TWO_CORES, files, ADAMW, 2)).as("adamw from %s", files).isEqualTo(adamW);
      assertThat(hash(TWO_CORES, files, SGD, 3)).as("sgd from %s", files).isEqualTo(sgd);
    }
  }

  @Test
  @Order(4)
  void fewerExamplesThanShards() {
    IdxFixture few = IdxFixture.digits(Part.TRAIN, 7);
    few.write(folder.resolve("few"), Part.TRAIN, false);
    few.shuffled(3).write(folder.resolve("few-shuffled"), Part.TRAIN, true);
    Recipe recipe = Recipes.recipe(SIZES, Recipes.ADAMW, 3, 16, 16);
    String expected = hash(TWO_CORES, "few", recipe, 1);
    for (int partitions : new int[] {2, 5, 16, 40}) {
      assertThat(hash(TWO_CORES, "few-shuffled", recipe, partitions))
          .as("%d partitions", partitions)
          .isEqualTo(expected);
    }
  }

  @Test
  @Order(4)
  void huberLoss() {
    Recipe huber = withHuber(0.25f);
    String expected = hash(TWO_CORES, "raw", huber, 1);
    assertThat(hash(TWO_CORES, "gz", huber, 4)).isEqualTo(expected);
    assertThat(hash(TWO_CORES, "shuffled", huber, 3)).isEqualTo(expected);
    assertThat(hash(TWO_CORES, "raw", withHuber(0.5f), 2))
        .as("another delta")
        .isNotEqualTo(expected);
  }

  private static Recipe withHuber(float delta) {
    return ADAMW
        .with(NetworkSettings.LOSS, LossFunction.HUBER)
        .with(NetworkSettings.DELTA, delta)
        .with(NetworkSettings.OUTPUT_ACTIVATION, Activation.SILU);
  }

  /** Else the tests above could not fail. */
  @Test
  @Order(5)
  void otherRecipesSeedsAndExamplesGiveOtherModels() {
    IdxFixture.digits(Part.TRAIN, 2_999).write(folder.resolve("less"), Part.TRAIN, false);
    List<String> hashes = new ArrayList<>(List.of(adamW, sgd));
    hashes.add(hash(TWO_CORES, "raw", Recipes.withSeed(ADAMW, 2), 2));
    hashes.add(hash(TWO_CORES, "raw", Recipes.withSeed(SGD, 2), 2));
    hashes.add(hash(TWO_CORES, "raw", Recipes.recipe(SIZES, Recipes.ADAMW, 2, 256, 5), 2));
    hashes.add(hash(TWO_CORES, "raw", Recipes.recipe(SIZES, Recipes.ADAMW, 2, 200, 4), 2));
    hashes.add(hash(TWO_CORES, "raw", Recipes.recipe(SIZES, Recipes.ADAMW, 1, 256, 4), 2));
    hashes.add(hash(TWO_CORES, "raw", Recipes.withRate(ADAMW, 0.01), 2));
    hashes.add(hash(TWO_CORES, "less", ADAMW, 2));
    assertThat(hashes).doesNotHaveDuplicates();
  }

  /** Else the hashes could be those of anything. */
  @Test
  @Order(6)
  void theModelHasLearntTheDigits() {
    JavaSparkContext spark = SPARK.on(TWO_CORES);
    DataSet data = load(spark, "raw", ADAMW, 2);
    Network network = ADAMW.network();
    float[] first = ADAMW.initialization().parameters(network, ADAMW.seed());
    float[] last = Trainer.train(spark, data, ADAMW, new TrainingListener() {}).parameters();
    Evaluation before = Evaluator.evaluate(spark, data, network, ADAMW.scaling(), first);
    Evaluation after = Evaluator.evaluate(spark, data, network, ADAMW.scaling(), last);
    data.shards().unpersist();
    // Guessing gives a tenth; and these are only 24 steps.
    assertThat(after.accuracy()).isGreaterThan(0.3).isGreaterThan(before.accuracy());
    assertThat(after.meanLoss()).isLessThan(before.meanLoss());
  }

  private static DataSet load(JavaSparkContext spark, String files, Recipe recipe, int partitions) {
    return DataSet.load(
        spark,
        IdxFixture.open(folder.resolve(files)),
        10,
        new Sharding(recipe.shards(), recipe.seed(), partitions));
  }

  private static String hash(String master, String files, Recipe recipe, int partitions) {
    JavaSparkContext spark = SPARK.on(master);
    DataSet data = load(spark, files, recipe, partitions);
    assertThat(data.partitions()).isEqualTo(partitions);
    float[] parameters = Trainer.train(spark, data, recipe, new TrainingListener() {}).parameters();
    data.shards().unpersist();
    return Model.weightsSha256(parameters);
  }
}
