package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.Validation;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.Checkpoint;
import dev.lockstep.run.Checkpoints;
import dev.lockstep.run.Fingerprints;
import dev.lockstep.run.Replay;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Evaluator;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network that learns few digits by heart is best before it has. */
@Tag("slow")
class EarlyStoppingTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final int PATIENCE = 3;
  private static final Recipe RECIPE = recipe(PATIENCE, EarlyStopping.Measure.LOSS);

  /** A third have the label of another digit, so that there is something to learn by heart. */
  private static final List<Example> EXAMPLES = examples();

  private static final States STATES = new States();
  private static final List<TrainingListener.Measures> TOLD = new ArrayList<>();
  private static Trained expected;

  @TempDir Path run;

  @BeforeAll
  static void trainOnce() {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(Measures measures) {
            TOLD.add(measures);
          }
        };
    expected = train(RECIPE, split(2), TrainingState.initial(RECIPE), STATES, listener);
  }

  @Test
  void itStopsSoManyEpochsAfterTheBestAndKeepsThatOnesWeights() {
    int epochs = expected.epochSha256().size();
    int best = RECIPE.stopping().bestEpoch(expected.validation());
    assertThat(best).isGreaterThan(1);
    assertThat(epochs).isEqualTo(best + PATIENCE).isLessThan(RECIPE.epochs());
    assertThat(Model.weightsSha256(expected.parameters()))
        .isEqualTo(expected.epochSha256().get(best - 1))
        .isNotEqualTo(expected.epochSha256().get(epochs - 1));
    Evaluation evaluation =
        Evaluator.evaluate(
            SPARK.on("local[2]"),
            split(1).validation().orElseThrow(),
            RECIPE.network(),
            RECIPE.scaling(),
            expected.parameters());
    assertThat(evaluation.meanLoss())
        .isEqualTo(expected.validation().get(best - 1).meanLoss())
        .isEqualTo(
            expected.validation().stream().mapToDouble(Validation::meanLoss).min().orElseThrow());
  }

  @Test
  void listenersAreToldOfEveryEpochsValidation() {
    assertThat(TOLD).extracting(m -> m.validation().orElseThrow()).isEqualTo(expected.validation());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void theLayoutShowsInNoBit(int partitions) {
    assertSame(train(RECIPE, split(partitions), TrainingState.initial(RECIPE), StateListener.NONE));
  }

  /** By way of a file, in another number of partitions. */
  @Test
  void fromAnyStateItGoesOnToTheSameBytesAndTheSameEnd() throws IOException {
    Checkpoints checkpoints =
        new Checkpoints(new org.apache.hadoop.fs.Path(run.toString()), new Configuration());
    int last = STATES.states.size() - 1;
    for (int s : new int[] {0, last / 3, last / 2, last - 1, last}) {
      checkpoints.write(
          new Checkpoint(
              RECIPE, new Fingerprints("f00d".repeat(8), Optional.empty()), STATES.states.get(s)));
      TrainingState read = checkpoints.latest(w -> {}).orElseThrow().state();
      assertThat(read.validation()).isEqualTo(STATES.states.get(s).validation());
      assertSame(train(RECIPE, split(1 + s % 2), read, StateListener.NONE));
    }
  }

  @Test
  void aReplayFollowsToTheBestEpochsWeights() {
    Certificate certificate = certificate(expected.epochSha256());
    int epochs = expected.epochSha256().size();
    Replay.Outcome outcome =
        Replay.run(
            SPARK.on("local[2]"),
            split(1),
            certificate,
            TrainingState.initial(RECIPE),
            epochs,
            e -> {});
    assertThat(outcome.epochs()).hasSize(epochs).allMatch(Replay.Epoch::isEqual);
    assertThat(outcome.savedSha256()).contains(Model.weightsSha256(expected.parameters()));
  }

  @Test
  void aReplayFindsARecordThatStoppedTooSoonOrTooLate() {
    List<String> hashes = new ArrayList<>(expected.epochSha256());
    hashes.remove(hashes.size() - 1);
    Replay.Outcome sooner =
        Replay.run(
            SPARK.on("local[2]"),
            split(1),
            certificate(hashes),
            TrainingState.initial(RECIPE),
            hashes.size(),
            e -> {});
    assertThat(sooner.savedSha256()).isEmpty();
    List<String> more = new ArrayList<>(expected.epochSha256());
    more.add("0".repeat(64));
    Replay.Outcome later =
        Replay.run(
            SPARK.on("local[2]"),
            split(1),
            certificate(more),
            TrainingState.initial(RECIPE),
            more.size(),
            e -> {});
    assertThat(later.last().isEqual()).isFalse();
    assertThat(later.last().hereSha256()).isEqualTo("training ends before this epoch");
  }

  @Test
  void withoutPatienceTheLastWeightsAreKept() {
    Recipe patient = recipe(0, EarlyStopping.Measure.LOSS);
    Trained trained = train(patient, split(2), TrainingState.initial(patient), StateListener.NONE);
    assertThat(trained.epochSha256()).hasSize(RECIPE.epochs());
    assertThat(trained.epochSha256().subList(0, expected.epochSha256().size()))
        .isEqualTo(expected.epochSha256());
    assertThat(Model.weightsSha256(trained.parameters()))
        .isEqualTo(trained.epochSha256().get(RECIPE.epochs() - 1));
  }

  @Test
  void accuracyMayBeWatched() {
    Recipe recipe = recipe(PATIENCE, EarlyStopping.Measure.ACCURACY);
    Trained trained = train(recipe, split(2), TrainingState.initial(recipe), StateListener.NONE);
    int best = recipe.stopping().bestEpoch(trained.validation());
    double highest =
        trained.validation().stream().mapToDouble(Validation::measure).max().orElseThrow();
    assertThat(trained.validation().get(best - 1).measure()).isEqualTo(highest);
    assertThat(Model.weightsSha256(trained.parameters()))
        .isEqualTo(trained.epochSha256().get(best - 1));
  }

  @Test
  void dataThatAreNotSplitAreRefused() {
    Split all = Split.none(split(2).train());
    assertThatThrownBy(() -> train(RECIPE, all, TrainingState.initial(RECIPE), StateListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("validation 0.3");
  }

  @Test
  void aStateOfAnotherRecipesValidationIsRefused() {
    TrainingState state = STATES.states.get(STATES.states.size() - 1);
    Recipe never = Recipes.withStopping(RECIPE, EarlyStopping.NEVER);
    assertThatThrownBy(() -> state.requireOf(never))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0 validations");
    assertThatThrownBy(() -> state.requireOf(recipe(0, EarlyStopping.Measure.LOSS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0 parameters");
  }

  private static void assertSame(Trained trained) {
    assertThat(trained.epochSha256()).isEqualTo(expected.epochSha256());
    assertThat(trained.validation()).isEqualTo(expected.validation());
    assertThat(trained.parameters()).containsExactly(expected.parameters());
  }

  private static Certificate certificate(List<String> hashes) {
    return new Certificate(
        "1",
        RECIPE,
        "x",
        new Fingerprints("0".repeat(32), Optional.empty()),
        1,
        hashes,
        hashes.get(0),
        Optional.empty());
  }

  private static Recipe recipe(int patience, EarlyStopping.Measure measure) {
    Recipe recipe = Recipes.recipe(List.of(784, 24, 10), Recipes.ADAMW, 25, 60, 4);
    return Recipes.withStopping(
        Recipes.withRate(recipe, 0.005), new EarlyStopping(0.3, patience, measure));
  }

  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (Example example : IdxFixture.digits(Part.TRAIN, 300).examples()) {
      int label = examples.size() % 3 == 0 ? (example.label() + 3) % 10 : example.label();
      examples.add(new Example(label, example.features()));
    }
    return examples;
  }

  private static Split split(int partitions) {
    Sharding sharding = new Sharding(RECIPE.shards(), RECIPE.seed(), partitions);
    return ShardFixture.split(
        "fixture", SPARK.on("local[2]").parallelize(EXAMPLES, 2), 784, sharding, 0.3);
  }

  private static Trained train(
      Recipe recipe, Split data, TrainingState from, StateListener stateListener) {
    return train(recipe, data, from, stateListener, new TrainingListener() {});
  }

  private static Trained train(
      Recipe recipe,
      Split data,
      TrainingState from,
      StateListener stateListener,
      TrainingListener listener) {
    JavaSparkContext spark = SPARK.on("local[2]");
    return Trainer.train(spark, data, recipe, from, ExchangeKind.AUTO, stateListener, listener);
  }
}
