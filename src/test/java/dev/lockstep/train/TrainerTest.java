package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Sgd;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.StepJob;
import dev.lockstep.train.exchange.Timing;
import dev.lockstep.train.state.DivergedException;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.step.Batch;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The distributed trainer against {@link PlainTrainer}, bit for bit. */
class TrainerTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final List<Integer> SIZES = List.of(16, 9, 5, 4);
  private static final List<Example> EXAMPLES = IdxFixture.random(8, 203, 4, 4, 4).examples();
  private static final Clipping TIGHT = new Clipping(0.05f, 0.01f);

  static List<Recipe> recipes() {
    Recipe adamW = Recipes.recipe(SIZES, Recipes.ADAMW, 2, 21, 3);
    Recipe nesterov = Recipes.recipe(SIZES, new Sgd(0.9f, true, 0), 2, 21, 3);
    return List.of(
        Recipes.recipe(SIZES, Recipes.ADAMW, 1, Recipes.ALL, 3),
        Recipes.recipe(SIZES, new Sgd(0, false, 0), 1, Recipes.ALL, 3),
        adamW,
        nesterov,
        adamW
            .with(NetworkSettings.LOSS, LossFunction.HUBER)
            .with(NetworkSettings.DELTA, 0.25f)
            .with(NetworkSettings.OUTPUT_ACTIVATION, Activation.GELU),
        Recipes.withClipping(adamW, TIGHT),
        Recipes.withClipping(Recipes.withSeed(nesterov, 77), TIGHT));
  }

  /** One step where the batch is all, 20 steps where it is 21. */
  @ParameterizedTest
  @MethodSource("recipes")
  void aStepAndTwentyAreThoseOfOneMachine(Recipe recipe) {
    Run run = run(EXAMPLES, recipe, 2);
    PlainTrainer plain = plain(EXAMPLES, recipe);
    assertThat(run.parameters()).containsExactly(plain.parameters);
    assertThat(run.meanLosses()).isEqualTo(plain.meanLosses);
    assertThat(plain.meanLosses).hasSize(recipe.batch() == Recipes.ALL ? 1 : 20);
  }

  @Test
  void clippingShowsInTheParameters() {
    List<String> hashes =
        recipes().stream().map(r -> Model.weightsSha256(plain(EXAMPLES, r).parameters)).toList();
    assertThat(hashes).doesNotHaveDuplicates();
  }

  /** A step's 350 examples a shard go through the network in two portions of at most 256. */
  @Test
  void howManyExamplesGoThroughTheNetworkTogetherDoesNotShow() {
    List<Example> many = IdxFixture.random(9, 2 * 350, 4, 4, 4).examples();
    Recipe recipe = Recipes.recipe(SIZES, Recipes.ADAMW, 2, Recipes.ALL, 2);
    assertThat(ShardFixture.shards(many, 2, 1)).anyMatch(s -> s.size() > Batch.CAPACITY);
    assertThat(run(many, recipe, 2).parameters()).containsExactly(plain(many, recipe).parameters);
  }

  @Test
  void everyEpochUsesEveryExampleOnce() {
    List<Example> some = EXAMPLES.subList(0, 31);
    for (long batch : new long[] {1, 2, 7, 30, 31, 32}) {
      Recipe recipe = Recipes.recipe(List.of(16, 4), Recipes.SGD, 1, batch, 3);
      Run run = run(some, recipe, 1);
      assertThat(run.timing().examples()).as("with batch %d", batch).isEqualTo(31);
      assertThat(run.timing().steps()).isEqualTo((30 + batch) / batch);
      assertThat(run.listener().examples).isEqualTo(31);
    }
  }

  @Test
  void aBatchLargerThanTheDataIsAllOfThem() {
    List<String> hashes = new ArrayList<>();
    for (long batch : new long[] {203, 204, 1_000_000_000_000L, Recipes.ALL}) {
      Recipe recipe = Recipes.recipe(SIZES, Recipes.ADAMW, 3, batch, 3);
      hashes.add(Model.weightsSha256(run(EXAMPLES, recipe, 2).parameters()));
    }
    assertThat(hashes).containsOnly(hashes.get(0));
  }

  /** With fewer examples a step than shards, there are steps in which no shard's turn has come. */
  @Test
  void aStepWithoutExamplesChangesNothing() {
    Recipe recipe = Recipes.recipe(SIZES, Recipes.ADAMW, 1, 1, 3);
    List<Example> few = EXAMPLES.subList(0, 20);
    Run run = run(few, recipe, 2);
    PlainTrainer plain = plain(few, recipe);
    assertThat(plain.meanLosses).hasSizeLessThan(20);
    assertThat(run.parameters()).containsExactly(plain.parameters);
    assertThat(run.meanLosses()).isEqualTo(plain.meanLosses);
  }

  @Test
  void theListenerIsToldStepsAndEpochs() {
    Recipe recipe = Recipes.withRate(Recipes.recipe(SIZES, Recipes.SGD, 2, 100, 3), 0.25);
    Recorder told = run(EXAMPLES, recipe, 2).listener();
    assertThat(told.steps).extracting(m -> m.step()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(told.steps).extracting(m -> m.epoch()).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(told.steps).extracting(m -> m.learningRate()).containsOnly(0.25);
    assertThat(told.epochs).extracting(m -> m.step()).containsExactly(3L, 6L);
    assertThat(told.epochs).extracting(m -> m.examples()).containsExactly(203L, 406L);
    double mean = 0;
    long before = 0;
    for (TrainingListener.Measures step : told.steps.subList(0, 3)) {
      mean += step.meanLoss() * (step.examples() - before) / 203;
      before = step.examples();
    }
    // Two roundings of each of three products.
    assertThat(told.epochs.get(0).meanLoss()).isCloseTo(mean, Offset.offset(1e-14));
  }

  /** The first step leaves parameters of some 1e27; the second one's logits are infinite. */
  @Test
  void aLearningRateFarTooHighDivergesAtANamedStep() {
    Recipe sgd = Recipes.recipe(SIZES, new Sgd(0, false, 0), 2, 50, 3);
    assertThatThrownBy(() -> run(EXAMPLES, Recipes.withRate(sgd, 1e30), 2))
        .isInstanceOf(DivergedException.class)
        .hasMessageContainingAll("step 2 (epoch 1)", "learningRate");
    assertThatThrownBy(() -> run(EXAMPLES, Recipes.withRate(sgd, 1e300), 2))
        .isInstanceOf(DivergedException.class)
        .hasMessageContainingAll("step 1 (epoch 1)", "a parameter is");
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "1024, 2", "1025, 3", "32768, 3", "32769, 4", "2147483647, 7"})
  void treesGetDeeperSoThatNobodyMergesManyMoreThan32(int partitions, int depth) {
    assertThat(StepJob.treeDepth(partitions)).isEqualTo(depth);
  }

  private static PlainTrainer plain(List<Example> examples, Recipe recipe) {
    return PlainTrainer.train(
        ShardFixture.shards(examples, recipe.shards(), recipe.seed()), recipe);
  }

  private record Run(float[] parameters, Timing timing, Recorder listener) {
    List<Double> meanLosses() {
      return listener.steps.stream().map(m -> m.meanLoss()).toList();
    }
  }

  private static final class Recorder implements TrainingListener {
    final List<Measures> steps = new ArrayList<>();
    final List<Measures> epochs = new ArrayList<>();
    long examples;

    @Override
    public void onStep(Measures measures) {
      steps.add(measures);
    }

    @Override
    public void onEpoch(Measures measures) {
      epochs.add(measures);
      examples = measures.examples();
    }
  }

  private static Run run(List<Example> examples, Recipe recipe, int partitions) {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data =
        ShardFixture.dataSet(
            spark, examples, new Sharding(recipe.shards(), recipe.seed(), partitions));
    Recorder listener = new Recorder();
    Trained trained = Trainer.train(spark, data, recipe, listener);
    return new Run(trained.parameters(), trained.timing(), listener);
  }
}
