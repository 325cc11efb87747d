package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.Split;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class ReplayTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final Recipe RECIPE = Recipes.recipe(List.of(16, 9, 4), Recipes.ADAMW, 3, 50, 3);
  private static final List<Example> EXAMPLES = IdxFixture.random(8, 203, 4, 4, 4).examples();

  @Test
  void anEpochInTwoLayoutsHasNoDifference() {
    JavaSparkContext spark = SPARK.on("local[2]");
    Replay.TwoLayouts twice =
        Replay.compare(spark, RECIPE, secondEpoch(), data(EXAMPLES, 1), data(EXAMPLES, 3));
    assertThat(twice.firstDifferentStep()).isEmpty();
    assertThat(twice.sha256())
        .isEqualTo(
            Trainer.train(spark, data(EXAMPLES, 1).train(), RECIPE, new TrainingListener() {})
                .epochSha256()
                .get(1));
  }

  @Test
  void theFirstAveragingThatDiffersIsFound() {
    List<Example> changed = new ArrayList<>(EXAMPLES);
    Example first = changed.get(0);
    changed.set(0, new Example((first.label() + 1) % 4, first.features()));
    JavaSparkContext spark = SPARK.on("local[2]");
    TrainingState from = secondEpoch();
    long step =
        Replay.compare(spark, RECIPE, from, data(EXAMPLES, 2), data(changed, 2))
            .firstDifferentStep()
            .orElseThrow();
    assertThat(from.step()).isEqualTo(5);
    assertThat(step).isBetween(6L, 10L);
  }

  @Test
  void aReplayStopsAtTheFirstDifferenceAndKnowsWhereItsEpochBegan() {
    JavaSparkContext spark = SPARK.on("local[2]");
    List<String> hashes =
        new ArrayList<>(
            Trainer.train(spark, data(EXAMPLES, 1).train(), RECIPE, new TrainingListener() {})
                .epochSha256());
    hashes.set(1, "0".repeat(64));
    Certificate wrong =
        new Certificate(
            "1",
            RECIPE,
            "x",
            new Fingerprints("0".repeat(32), Optional.empty()),
            1,
            hashes,
            hashes.get(2),
            Optional.empty());
    List<Replay.Epoch> told = new ArrayList<>();
    Replay.Outcome outcome =
        Replay.run(spark, data(EXAMPLES, 2), wrong, TrainingState.initial(RECIPE), 3, told::add);
    assertThat(outcome.epochs()).isEqualTo(told).hasSize(2);
    assertThat(told.get(0).isEqual()).isTrue();
    assertThat(told.get(1).isEqual()).isFalse();
    assertThat(outcome.lastStart().epoch()).isEqualTo(1);
    assertThat(outcome.lastStart().parameters()).isEqualTo(secondEpoch().parameters());
  }

  private static TrainingState secondEpoch() {
    List<TrainingState> kept = new ArrayList<>();
    StateListener stateListener =
        new StateListener() {
          @Override
          public boolean wants(long step) {
            return step == 5;
          }

          @Override
          public void onState(TrainingState state) {
            kept.add(state);
          }
        };
    Trainer.train(
        SPARK.on("local[2]"),
        data(EXAMPLES, 1),
        RECIPE,
        TrainingState.initial(RECIPE),
        ExchangeKind.AUTO,
        stateListener,
        new TrainingListener() {});
    return kept.get(0);
  }

  private static Split data(List<Example> examples, int partitions) {
    return Split.none(
        ShardFixture.dataSet(
            SPARK.on("local[2]"),
            examples,
            new Sharding(RECIPE.shards(), RECIPE.seed(), partitions)));
  }
}
