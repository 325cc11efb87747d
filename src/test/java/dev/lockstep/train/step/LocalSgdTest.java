package dev.lockstep.train.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.linalg.Slices;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Initialization;
import dev.lockstep.optim.Schedule;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Local steps: {@code --average-every} above 1. */
@Tag("slow")
class LocalSgdTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir static Path folder;

  private static final List<Integer> SIZES = List.of(784, 12, 10);

  @BeforeAll
  static void writeTheSameDigitsTwice() {
    IdxFixture digits = IdxFixture.digits(Part.TRAIN, 1_000);
    digits.write(folder.resolve("raw"), Part.TRAIN, false);
    digits.shuffled(1).write(folder.resolve("shuffled"), Part.TRAIN, true);
  }

  @Test
  void theBytesAreTheSameInEveryLayout() {
    for (Recipe synchronous :
        List.of(
            Recipes.recipe(SIZES, Recipes.ADAMW, 2, 64, 4),
            Recipes.recipe(SIZES, Recipes.SGD, 2, 64, 4))) {
      Recipe recipe = Recipes.withAverageEvery(synchronous, 5);
      String expected = Model.weightsSha256(train("raw", recipe, 1));
      for (int partitions : new int[] {3, 40}) {
        assertThat(Model.weightsSha256(train("shuffled", recipe, partitions)))
            .as("%s in %d partitions", recipe.optimizer(), partitions)
            .isEqualTo(expected);
      }
      assertThat(Model.weightsSha256(train("raw", synchronous, 2))).isNotEqualTo(expected);
    }
  }

  /**
   * A lone shard's local steps are those of the driver, but that what it sends is rounded once an
   * averaging: the changes to 2^-31 of the largest. Ten steps at a rate up to 0.01 change a
   * parameter by no more than 0.1, and amplify a difference little.
   */
  @Test
  void oneShardAloneTrainsAsTheDriverWould() {
    Recipe synchronous =
        Recipes.recipe(SIZES, Recipes.SGD, 1, 100, 1)
            .with(NetworkSettings.INIT, Initialization.Distribution.HE);
    float[] expected = train("raw", synchronous, 1);
    float[] actual = train("raw", Recipes.withAverageEvery(synchronous, 4), 1);
    assertThat(largestDifference(actual, expected)).isLessThan(1e-5);
    assertThat(largestDifference(actual, first(synchronous))).isGreaterThan(1e-2);
  }

  /**
   * One averaging of four steps, against each shard's own training averaged in double precision.
   */
  @Test
  void anAveragingIsTheMeanOfTheShardsOwnTraining() {
    Recipe recipe = Recipes.withAverageEvery(Recipes.recipe(SIZES, Recipes.ADAMW, 1, 250, 3), 4);
    List<Shard> shards = load("raw", recipe, 2).shards().collect();
    Schedule schedule = recipe.schedule().schedule(recipe.learningRate(), 4, 0);
    double[] mean = new double[recipe.network().parameterCount()];
    for (Shard shard : shards) {
      float[] own = trainAlone(recipe, shard, schedule);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (double) own[i] * shard.size() / 1_000;
      }
    }
    float[] actual = train("raw", recipe, 2);
    double largest = 0;
    for (int i = 0; i < mean.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - mean[i]));
    }
    // Parameters stay below 1, so their floats are off by 2^-25 each time they are rounded: change,
    // weight, sum.
    assertThat(largest).isLessThan(0x1p-22);
  }

  private static float[] trainAlone(Recipe recipe, Shard shard, Schedule schedule) {
    float[] parameters = first(recipe);
    float[][] slots = recipe.optimizer().newState(parameters.length);
    ShardGradient gradient = new ShardGradient(recipe, shard, 0, 4, Slices.ONE);
    for (int step = 0; step < 4; step++) {
      gradient.compute(step, parameters, 0);
      float[] mean = gradient.sum().clone();
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= gradient.examples(step);
      }
      float learningRate = (float) schedule.learningRate(step);
      recipe.update().orElseThrow().apply(parameters, mean, slots, step, learningRate, Slices.ONE);
    }
    return parameters;
  }

  private static float[] first(Recipe recipe) {
    return recipe.initialization().parameters(recipe.network(), recipe.seed());
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static float[] train(String files, Recipe recipe, int partitions) {
    DataSet data = load(files, recipe, partitions);
    float[] parameters =
        Trainer.train(SPARK.on("local[2]"), data, recipe, new TrainingListener() {}).parameters();
    data.shards().unpersist();
    return parameters;
  }

  private static DataSet load(String files, Recipe recipe, int partitions) {
    JavaSparkContext spark = SPARK.on("local[2]");
    return DataSet.load(
        spark,
        IdxFixture.open(folder.resolve(files)),
        10,
        new Sharding(recipe.shards(), recipe.seed(), partitions));
  }
}
