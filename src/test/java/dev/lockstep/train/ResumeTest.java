package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.run.Checkpoint;
import dev.lockstep.run.Checkpointer;
import dev.lockstep.run.Checkpoints;
import dev.lockstep.run.Fingerprints;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training that goes on from a state is the one that was never interrupted, bit for bit. */
@Tag("slow")
class ResumeTest {
  private static final Fingerprints FINGERPRINTS =
      new Fingerprints("f00d".repeat(8), Optional.of("beef".repeat(8)));
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final List<Integer> SIZES = List.of(16, 9, 5, 4);
  private static final List<Example> EXAMPLES = IdxFixture.random(8, 203, 4, 4, 4).examples();

  @TempDir Path run;

  static List<Recipe> recipes() {
    Recipe adamW = Recipes.recipe(SIZES, Recipes.ADAMW, 2, 50, 3);
    Recipe momentum = Recipes.recipe(SIZES, Recipes.SGD, 2, 50, 3);
    return List.of(
        adamW, momentum, Recipes.withAverageEvery(adamW, 3), Recipes.withAverageEvery(momentum, 3));
  }

  /** In another number of partitions, and by way of a file. */
  @ParameterizedTest
  @MethodSource("recipes")
  void fromEveryAveragingTheSameBytes(Recipe recipe) throws IOException {
    States whole = new States();
    List<TrainingListener.Measures> told = new ArrayList<>();
    Trained expected = train(recipe, TrainingState.initial(recipe), whole, 2, told);
    assertThat(whole.states).hasSize(recipe.averageEvery() == 1 ? 10 : 4);
    assertThat(expected.epochSha256()).hasSize(2).doesNotHaveDuplicates();
    Checkpoints checkpoints = checkpoints();
    for (TrainingState state : whole.states) {
      checkpoints.write(new Checkpoint(recipe, FINGERPRINTS, state));
      TrainingState read = checkpoints.latest(w -> {}).orElseThrow().state();
      assertThat(read.step()).isEqualTo(state.step());
      List<TrainingListener.Measures> toldAgain = new ArrayList<>();
      int partitions = read.step() % 2 == 0 ? 1 : 3;
      Trained resumed = train(recipe, read, StateListener.NONE, partitions, toldAgain);
      assertThat(toldAgain)
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
          .isEqualTo(told.subList(state.epoch(), 2));
      assertThat(Model.weightsSha256(resumed.parameters()))
          .as("from step %d", state.step())
          .isEqualTo(Model.weightsSha256(expected.parameters()));
      assertThat(resumed.epochSha256()).isEqualTo(expected.epochSha256());
      assertThat(resumed.timing().steps()).isEqualTo(10 - state.step());
      assertThat(resumed.overall().steps()).isEqualTo(10);
      assertThat(resumed.overall().examples()).isEqualTo(2 * 203);
      assertThat(resumed.overall().seconds())
          .isCloseTo(state.seconds() + resumed.timing().seconds(), within(0.1));
    }
  }

  /** Else a state that forgets the optimizer's would pass for one that does not. */
  @Test
  void withoutTheOptimizersStateTheBytesAreOthers() {
    Recipe recipe = recipes().get(0);
    States whole = new States();
    Trained expected = train(recipe, TrainingState.initial(recipe), whole, 2);
    TrainingState state = whole.states.get(4);
    for (float[] slot : state.slots()) {
      slot[0] += 1e-3f;
    }
    Trained other = train(recipe, state, StateListener.NONE, 2);
    assertThat(Model.weightsSha256(other.parameters()))
        .isNotEqualTo(Model.weightsSha256(expected.parameters()));
  }

  @Test
  void aStoppedTrainingGoesOnToTheSameBytes() throws IOException {
    Recipe recipe = recipes().get(0);
    Trained expected = train(recipe, TrainingState.initial(recipe), StateListener.NONE, 2);
    TrainingState state = TrainingState.initial(recipe);
    for (int stops = 1; stops <= 10; stops++) {
      TrainingState from = state;
      try (Checkpointer stopping = checkpointer(recipe, from.step(), true)) {
        assertThatThrownBy(() -> train(recipe, from, stopping, 2))
            .isInstanceOf(Checkpointer.StoppedException.class)
            .hasMessageContaining("after step " + stops);
      }
      state = checkpoints().latest(w -> {}).orElseThrow().state();
    }
    assertThat(state.epochSha256()).isEqualTo(expected.epochSha256());
    assertThat(state.parameters()).containsExactly(expected.parameters());
  }

  @Test
  void whereCheckpointsCannotBeWrittenTrainingEndsWithTheReason() throws IOException {
    Files.createFile(run.resolve("checkpoints"));
    Recipe recipe = recipes().get(0);
    assertThatThrownBy(
            () -> {
              try (Checkpointer checkpointer = checkpointer(recipe, 0, false)) {
                train(recipe, TrainingState.initial(recipe), checkpointer, 2);
              }
            })
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(run.resolve("checkpoints").toString());
  }

  private Checkpointer checkpointer(Recipe recipe, long firstStep, boolean stop) {
    return new Checkpointer(
        checkpoints(),
        recipe,
        FINGERPRINTS,
        firstStep,
        new Checkpointer.Interval(1, 0),
        () -> stop);
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(new org.apache.hadoop.fs.Path(run.toString()), new Configuration());
  }

  private static Trained train(
      Recipe recipe, TrainingState from, StateListener stateListener, int partitions) {
    return train(recipe, from, stateListener, partitions, new ArrayList<>());
  }

  private static Trained train(
      Recipe recipe,
      TrainingState from,
      StateListener stateListener,
      int partitions,
      List<TrainingListener.Measures> told) {
    JavaSparkContext spark = SPARK.on("local[2]");
    Sharding sharding = new Sharding(recipe.shards(), recipe.seed(), partitions);
    DataSet data = ShardFixture.dataSet(spark, EXAMPLES, sharding);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(Measures measures) {
            told.add(measures);
          }
        };
    return Trainer.train(
        spark, Split.none(data), recipe, from, ExchangeKind.AUTO, stateListener, listener);
  }
}
