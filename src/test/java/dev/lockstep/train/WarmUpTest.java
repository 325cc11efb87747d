package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.Method;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.Values;
import dev.lockstep.train.state.TrainingState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a recipe holds, the made-up examples can be trained on with its like. */
class WarmUpTest {
  private static final Recipe PLAIN = Recipes.recipe(List.of(2, 500, 3), Recipes.ADAMW, 2, 10, 1);
  private static final float[] OFFSETS = {0, 1};
  private static final float[] DIVISORS = {1, 2};

  @Test
  void aRecipeOfValuesPerFeatureIsMadeSmall() {
    for (Method method : List.of(Method.STANDARDISE, Method.MIN_MAX)) {
      assertServes(scaled(InputScaling.perFeature(method, OFFSETS, DIVISORS)), method);
      List<WideFeature> wide = List.of(new WideFeature(0, 1.7e9, 3));
      assertServes(scaled(InputScaling.perFeature(method, OFFSETS, DIVISORS, wide)), method);
    }
    assertServes(scaled(InputScaling.NONE), Method.NONE);
    assertServes(PLAIN, Method.DIVIDE);
  }

  @Test
  void aRecipeOfClassWeightsOrFromAModelIsMadeSmall() {
    assertServes(PLAIN.withClassWeights(List.of(1f, 2f, 3f)), Method.DIVIDE);
    assertServes(
        recipe(PLAIN.values(), InputScaling.BYTES, "0123456789abcdef".repeat(4)), Method.DIVIDE);
  }

  @Test
  void averagingThatDoesNotFitIntoAnEpochIsMadeSmall() {
    for (int steps : new int[] {1, 3, 5, 8, 48}) {
      assertServes(Recipes.withAverageEvery(PLAIN, steps), Method.DIVIDE);
    }
  }

  @Test
  void aRecipeOfOneOutputIsMadeSmall() {
    Values one =
        PLAIN
            .values()
            .with(NetworkSettings.SINGLE_OUTPUT, true)
            .with(NetworkSettings.LOSS, LossFunction.MSE);
    assertServes(
        new Recipe(one, List.of(2, 1), InputScaling.BYTES, List.of(), /* from= */ null),
        Method.DIVIDE);
  }

  private static Recipe scaled(InputScaling scaling) {
    return recipe(PLAIN.values(), scaling, /* from= */ null);
  }

  private static Recipe recipe(Values values, InputScaling scaling, String from) {
    return new Recipe(values, List.of(2, 500, 3), scaling, List.of(), from);
  }

  private static void assertServes(Recipe recipe, Method method) {
    Recipe small = WarmUp.small(recipe);
    assertThat(small.network().features()).isEqualTo(784);
    assertThat(small.scaling().method()).isEqualTo(method);
    new WarmUp(small).kernels(2);
    assertThat(TrainingState.initial(small).parameters())
        .hasSize(Math.toIntExact(small.network().parameterCount()));
  }
}
