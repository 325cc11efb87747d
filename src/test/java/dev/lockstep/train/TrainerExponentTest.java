package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.optim.Sgd;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Trained;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Steps that are summed again, since the exponent that followed from the step before was wrong. */
@Tag("slow")
class TrainerExponentTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final IdxFixture EXAMPLES = IdxFixture.random(4, 24, 4, 4, 4);

  @Test
  void gradientsWhoseSizeJumpsAreSummedAgainAndRight() {
    List<Example> examples = new ArrayList<>();
    for (Example example : EXAMPLES.examples()) {
      examples.add(examples.size() % 2 == 0 ? example : scaled(example, 0x1p30f));
    }
    assertRedoneAndRight(examples, recipe(4, 1, 1, 1));
  }

  /**
   * Two shards' gradients that all but cancel: with first weights of next to nothing, the same
   * features pull as hard towards one label as towards the other.
   */
  @Test
  void gradientsThatCancelAreSummedAgainAndRight() {
    float[] features = EXAMPLES.examples().get(0).features();
    List<Example> examples = List.of(new Example(0, features), new Example(1, features));
    assertThat(ShardFixture.shards(examples, 7, 1)).hasSize(2);
    assertRedoneAndRight(examples, recipe(2, 1e-5f, Recipes.ALL, 7));
  }

  @Test
  void hugeAndTinyGradientsAreSummedRightFromTheFirstStepOn() {
    for (float factor : new float[] {0x1p30f, 0x1p-60f}) {
      List<Example> examples =
          EXAMPLES.examples().stream().map(example -> scaled(example, factor)).toList();
      assertRedoneAndRight(examples, recipe(4, 1, Recipes.ALL, 3));
    }
  }

  /** Small steps, so that the large gradients leave parameters to which the small ones matter. */
  private static Recipe recipe(int classes, float initScale, long batch, int shards) {
    Recipe recipe = Recipes.recipe(List.of(16, classes), new Sgd(0.5f, false, 0), 2, batch, shards);
    return Recipes.withRate(recipe, 1e-4)
        .with(NetworkSettings.INIT_SCALE, initScale)
        .with(TrainingSettings.CLIP_VALUE, 0.5f);
  }

  private static void assertRedoneAndRight(List<Example> examples, Recipe recipe) {
    PlainTrainer plain =
        PlainTrainer.train(ShardFixture.shards(examples, recipe.shards(), recipe.seed()), recipe);
    assertThat(plain.redos).isPositive();
    JavaSparkContext spark = SPARK.on("local[2]");
    for (int partitions : new int[] {1, 3}) {
      DataSet data =
          ShardFixture.dataSet(
              spark, examples, new Sharding(recipe.shards(), recipe.seed(), partitions));
      String group = "in " + partitions + " partitions " + System.identityHashCode(data);
      spark.setJobGroup(group, "one job a sum");
      Trained trained =
          Trainer.train(spark, data, recipe, ExchangeKind.JOBS, new TrainingListener() {});
      spark.clearJobGroup();
      assertThat(trained.parameters()).containsExactly(plain.parameters);
      assertThat(spark.statusTracker().getJobIdsForGroup(group))
          .hasSize((int) trained.timing().steps() + plain.redos);
    }
  }

  private static Example scaled(Example example, float factor) {
    float[] features = example.features().clone();
    for (int i = 0; i < features.length; i++) {
      features[i] *= factor;
    }
    return new Example(example.label(), features);
  }
}
