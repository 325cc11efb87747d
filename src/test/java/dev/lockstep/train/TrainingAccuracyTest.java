package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.Split;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.Recipes.Regularization;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Evaluator;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The accuracy that training counts on its way, against an evaluation of the same parameters. */
@Tag("slow")
class TrainingAccuracyTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final List<Integer> SIZES = List.of(16, 9, 4);
  private static final List<Example> EXAMPLES = IdxFixture.random(8, 603, 4, 4, 4).examples();
  private static final List<Example> TWO_CLASSES = IdxFixture.random(8, 603, 4, 4, 2).examples();

  /** 603 examples on two shards, so that each goes through the network in two portions. */
  @Test
  void withAllExamplesAStepItIsThatOfTheStepsParameters() {
    Recipe recipe = Recipes.recipe(SIZES, Recipes.ADAMW, 6, Recipes.ALL, 2);
    assertAccuracyBeforeEachStep(recipe, EXAMPLES);
  }

  @Test
  void aSingleOutputIsRightWhereItIsNearer() {
    Recipe two =
        Recipes.recipe(List.of(16, 9, 2), Recipes.ADAMW, 6, Recipes.ALL, 2)
            .with(NetworkSettings.ACTIVATION, Activation.TANH)
            .with(NetworkSettings.LOSS, LossFunction.MSE)
            .with(NetworkSettings.OUTPUT_ACTIVATION, Activation.SIGMOID);
    Recipe recipe =
        new Recipe(two.values(), List.of(16, 9, 1), two.scaling(), List.of(), /* from= */ null);
    assertAccuracyBeforeEachStep(recipe, TWO_CLASSES);
  }

  private static void assertAccuracyBeforeEachStep(Recipe recipe, List<Example> examples) {
    DataSet data = data(recipe, examples, 2);
    States states = new States();
    Told told = train(recipe, data, states);
    List<Double> expected = new ArrayList<>();
    expected.add(evaluate(recipe, data, TrainingState.initial(recipe).parameters()).accuracy());
    for (TrainingState state : states.states.subList(0, recipe.epochs() - 1)) {
      expected.add(evaluate(recipe, data, state.parameters()).accuracy());
    }
    assertThat(told.epochs).isEqualTo(expected).isEqualTo(told.steps);
    assertThat(Set.copyOf(expected)).hasSizeGreaterThan(2);
  }

  /** A rate so small changes no weight, and no bias enough to show. */
  @Test
  void whileNothingChangesAnEpochsIsThatOfAllExamplesInEveryRhythm() {
    for (int averageEvery : new int[] {1, 3, 100}) {
      for (long batch : new long[] {1, 50, 603}) {
        Recipe recipe = Recipes.withRate(Recipes.recipe(SIZES, Recipes.SGD, 1, batch, 3), 1e-30);
        recipe = Recipes.withAverageEvery(recipe, averageEvery);
        DataSet data = data(recipe, EXAMPLES.subList(0, batch == 1 ? 20 : 603), 2);
        Evaluation all = evaluate(recipe, data, TrainingState.initial(recipe).parameters());
        assertThat(train(recipe, data, StateListener.NONE).epochs)
            .as("batch %d, an averaging every %d", batch, averageEvery)
            .containsExactly(all.accuracy());
      }
    }
  }

  @Test
  void itIsTheSameInEveryLayout() {
    Recipe recipe =
        Recipes.withRegularization(
            Recipes.recipe(SIZES, Recipes.ADAMW, 3, 50, 5), new Regularization(0.3f, 0, 0, 0.1f));
    Told one = train(recipe, data(recipe, EXAMPLES, 1), StateListener.NONE);
    Told five = train(recipe, data(recipe, EXAMPLES, 5), StateListener.NONE);
    assertThat(five.steps).isEqualTo(one.steps);
    assertThat(five.epochs).isEqualTo(one.epochs).hasSize(3);
  }

  @Test
  void underLbfgsItIsThatOfTheIterationsParameters() {
    Recipe recipe = Recipes.recipe(SIZES, Recipes.LBFGS, 5, Recipes.ALL, 2);
    recipe = Recipes.withRate(recipe, 1);
    DataSet data = data(recipe, EXAMPLES, 2);
    States states = new States();
    List<Double> accuracies = train(recipe, data, states).epochs;
    assertThat(accuracies).hasSize(5);
    for (int epoch = 0; epoch < 5; epoch++) {
      float[] parameters = states.states.get(epoch).parameters();
      assertThat(accuracies.get(epoch)).isEqualTo(evaluate(recipe, data, parameters).accuracy());
    }
  }

  private static final class Told implements TrainingListener {
    final List<Double> steps = new ArrayList<>();
    final List<Double> epochs = new ArrayList<>();

    @Override
    public void onStep(Measures measures) {
      steps.add(measures.accuracy().orElseThrow());
    }

    @Override
    public void onEpoch(Measures measures) {
      epochs.add(measures.accuracy().orElseThrow());
    }
  }

  private static Told train(Recipe recipe, DataSet data, StateListener stateListener) {
    Told told = new Told();
    TrainingState start = TrainingState.initial(recipe);
    Trainer.train(
        SPARK.on("local[2]"),
        Split.none(data),
        recipe,
        start,
        ExchangeKind.AUTO,
        stateListener,
        told);
    return told;
  }

  private static Evaluation evaluate(Recipe recipe, DataSet data, float[] parameters) {
    return Evaluator.evaluate(
        SPARK.on("local[2]"), data, recipe.network(), recipe.scaling(), parameters);
  }

  private static DataSet data(Recipe recipe, List<Example> examples, int partitions) {
    return ShardFixture.dataSet(
        SPARK.on("local[2]"), examples, new Sharding(recipe.shards(), recipe.seed(), partitions));
  }
}
