package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.Split;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.Recipes.Regularization;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropout, penalties, label smoothing and weights keep the bits as all else does. */
@Tag("slow")
class RegularizedTrainingTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final List<Integer> SIZES = List.of(16, 9, 5, 4);
  private static final List<Example> PLAIN = IdxFixture.random(8, 203, 4, 4, 4).examples();

  /** Weights from 1/7 to 1, whose sums a double does not hold exactly. */
  private static final List<Example> WEIGHTED =
      IntStream.range(0, PLAIN.size())
          .mapToObj(i -> weighted(PLAIN.get(i), (1 + i % 7) / 7f))
          .toList();

  private static final Regularization ALL = new Regularization(0.3f, 1e-3f, 2e-2f, 0.1f);
  private static final List<Float> CLASS_WEIGHTS = List.of(0.3f, 1f, 2.7f, 1.1f);

  @Test
  void trainingIsThatOfOneMachine() {
    for (Recipe recipe :
        List.of(all(1), with(Regularization.NONE).withClassWeights(CLASS_WEIGHTS))) {
      List<Double> losses = new ArrayList<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onStep(Measures measures) {
              losses.add(measures.meanLoss());
            }
          };
      float[] parameters =
          Trainer.train(SPARK.on("local[2]"), data(WEIGHTED, recipe, 2), recipe, listener)
              .parameters();
      PlainTrainer plain =
          PlainTrainer.train(ShardFixture.shards(WEIGHTED, recipe.shards(), recipe.seed()), recipe);
      assertThat(parameters).containsExactly(plain.parameters);
      assertThat(losses).hasSameSizeAs(plain.meanLosses);
      for (int step = 0; step < losses.size(); step++) {
        assertThat(losses.get(step)).isCloseTo(plain.meanLosses.get(step), within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theBytesAreTheSameInEveryLayout(int averageEvery) {
    Recipe recipe = all(averageEvery);
    String expected = hash(WEIGHTED, recipe, 1);
    for (int partitions : new int[] {2, 7}) {
      List<Example> shuffled = IdxFixture.shuffled(WEIGHTED, partitions);
      assertThat(hash(shuffled, recipe, partitions))
          .as("%d partitions", partitions)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void fromEveryStateTheSameBytes(int averageEvery) {
    Recipe recipe = all(averageEvery);
    States whole = new States();
    Trained expected = train(recipe, TrainingState.initial(recipe), whole, 2);
    assertThat(whole.states).hasSizeGreaterThan(3);
    for (TrainingState state : whole.states) {
      assertThat(train(recipe, state, StateListener.NONE, 3).parameters())
          .containsExactly(expected.parameters());
    }
  }

  /**
   * A lone shard's local steps are those of the driver, but that what it sends is rounded once an
   * averaging.
   */
  @Test
  void oneShardAloneTrainsAsTheDriverWould() {
    Recipe synchronous =
        Recipes.withRegularization(Recipes.recipe(SIZES, Recipes.SGD, 2, 35, 1), ALL)
            .withClassWeights(CLASS_WEIGHTS);
    float[] expected = parameters(WEIGHTED, synchronous, 1);
    float[] actual = parameters(WEIGHTED, Recipes.withAverageEvery(synchronous, 4), 1);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  /** Else the tests above could be of nothing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void eachOfThemChangesTheModel(int averageEvery) {
    List<String> hashes = new ArrayList<>();
    hashes.add(hash(PLAIN, with(Regularization.NONE), 2, averageEvery));
    hashes.add(hash(PLAIN, with(new Regularization(0.3f, 0, 0, 0)), 2, averageEvery));
    hashes.add(hash(PLAIN, with(new Regularization(0, 1e-3f, 0, 0)), 2, averageEvery));
    hashes.add(hash(PLAIN, with(new Regularization(0, 0, 2e-2f, 0)), 2, averageEvery));
    hashes.add(hash(PLAIN, with(new Regularization(0, 0, 0, 0.1f)), 2, averageEvery));
    hashes.add(
        hash(PLAIN, with(Regularization.NONE).withClassWeights(CLASS_WEIGHTS), 2, averageEvery));
    hashes.add(hash(WEIGHTED, with(Regularization.NONE), 2, averageEvery));
    assertThat(hashes).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void weightsOfOneAreAsGoodAsNone(int averageEvery) {
    Recipe recipe = with(Regularization.NONE);
    assertThat(hash(PLAIN, recipe.withClassWeights(List.of(1f, 1f, 1f, 1f)), 2, averageEvery))
        .isEqualTo(hash(PLAIN, recipe, 2, averageEvery));
  }

  /** As a float, 1e-30 times 1e-30 is 0. */
  @Test
  void weightsTooSmallToMultiplyLeaveParametersFinite() {
    List<Example> light = PLAIN.stream().map(e -> weighted(e, 1e-30f)).toList();
    Recipe recipe = with(Regularization.NONE).withClassWeights(List.of(1e-30f, 1e-30f, 1f, 1f));
    for (int averageEvery : new int[] {1, 4}) {
      assertThat(hash(light, recipe, 2, averageEvery))
          .isEqualTo(hash(light, recipe, 3, averageEvery));
    }
  }

  private static Example weighted(Example example, float weight) {
    return new Example(example.label(), example.features(), weight);
  }

  private static Recipe with(Regularization regularization) {
    return Recipes.withRegularization(
        Recipes.recipe(SIZES, Recipes.ADAMW, 2, 35, 3), regularization);
  }

  private static Recipe all(int averageEvery) {
    return Recipes.withAverageEvery(with(ALL).withClassWeights(CLASS_WEIGHTS), averageEvery);
  }

  private static String hash(
      List<Example> examples, Recipe synchronous, int partitions, int averageEvery) {
    return hash(examples, Recipes.withAverageEvery(synchronous, averageEvery), partitions);
  }

  private static String hash(List<Example> examples, Recipe recipe, int partitions) {
    return Model.weightsSha256(parameters(examples, recipe, partitions));
  }

  private static float[] parameters(List<Example> examples, Recipe recipe, int partitions) {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data = data(examples, recipe, partitions);
    float[] parameters = Trainer.train(spark, data, recipe, new TrainingListener() {}).parameters();
    data.shards().unpersist();
    return parameters;
  }

  private static Trained train(
      Recipe recipe, TrainingState from, StateListener stateListener, int partitions) {
    DataSet data = data(WEIGHTED, recipe, partitions);
    return Trainer.train(
        SPARK.on("local[2]"),
        Split.none(data),
        recipe,
        from,
        ExchangeKind.AUTO,
        stateListener,
        new TrainingListener() {});
  }

  /** By way of blocks and a shuffle, as from files. */
  private static DataSet data(List<Example> examples, Recipe recipe, int partitions) {
    return ShardFixture.load(
        "fixture",
        SPARK.on("local[2]").parallelize(examples, partitions),
        16,
        new Sharding(recipe.shards(), recipe.seed(), partitions));
  }
}
