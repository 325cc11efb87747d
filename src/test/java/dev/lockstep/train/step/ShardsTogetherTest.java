package dev.lockstep.train.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.Slices;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.Recipes.Regularization;
import dev.lockstep.train.state.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shards that pass the network together give the sums that each gives by itself. */
class ShardsTogetherTest {
  private static final int FEATURES = 90;
  private static final int CLASSES = 5;
  private static final int STEPS = 5;

  private static final List<Integer> SIZES = List.of(FEATURES, 33, 17, CLASSES);

  /** Of every kind; of the smallest a step has no example or one, of the largest 256 and 400. */
  private static final List<Shard> SHARDS =
      List.of(
          shard(250, 1, false),
          shard(300, 1, true),
          shard(200, 0.05, false),
          shard(3, 1, true),
          shard(2_000, 1, false),
          shard(100, 0.05, true),
          shard(90, 0.05, false),
          shard(5 * Batch.CAPACITY, 1, false),
          shard(4, 1, false),
          shard(5, 0.05, false),
          shard(320, 1, true));

  static Stream<Recipe> recipes() {
    Recipe recipe = Recipes.recipe(SIZES, Recipes.ADAMW, 1, 500, SHARDS.size());
    Regularization all = new Regularization(0.3f, 0, 0, 0.1f);
    Recipe regular = Recipes.withRegularization(recipe, all);
    List<Float> weights = List.of(1f, 0.3f, 2f, 1f, 1.7f);
    Recipe ofClasses =
        new Recipe(recipe.values(), recipe.sizes(), recipe.scaling(), weights, /* from= */ null);
    return Stream.of(recipe, regular, ofClasses, Recipes.withAverageEvery(regular, 2));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theSumsAreThoseOfEachShardByItself(Recipe recipe) {
    Averaging averaging = Averaging.of(recipe, STEPS);
    int steps = recipe.averageEvery();
    for (int step = 0; step + steps <= STEPS; step += steps) {
      StepState state = state(recipe, averaging, step);
      StepSum expected = new StepSum(exponents(averaging));
      for (Shard shard : SHARDS) {
        averaging.addShards(state, List.of(shard), expected, Slices.ONE);
      }
      List<Shard> order = new ArrayList<>(SHARDS);
      for (int seed = 0; seed < 4; seed++) {
        StepSum together = new StepSum(exponents(averaging));
        averaging.addShards(state, order, together, Slices.ONE);
        assertThat(Sums.bytes(together)).isEqualTo(Sums.bytes(expected));
        Collections.shuffle(order, new Random(seed));
      }
    }
  }

  /** Else the test above compares nothing. */
  @Test
  void theShardsAreOfBothKinds() {
    assertThat(SHARDS).extracting(Shard::isCompressed).contains(true, false);
    assertThat(SHARDS).extracting(Shard::isWeighted).contains(true, false);
  }

  private static int[] exponents(Averaging averaging) {
    int[] exponents = new int[averaging.sums()];
    Arrays.fill(exponents, 25);
    return exponents;
  }

  private static StepState state(Recipe recipe, Averaging averaging, int step) {
    float[] parameters = TrainingState.initial(recipe).parameters();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += 0.1f * (float) (AddressedRandom.of(step, "parameters").uniform(i) - 0.5);
    }
    float[][] slots = averaging.sentSlots(recipe.optimizer().newState(parameters.length));
    double[] rates =
        Collections.nCopies(recipe.averageEvery(), 0.01).stream()
            .mapToDouble(rate -> rate)
            .toArray();
    return new StepState(parameters, slots, 0, step, step, rates);
  }

  private static Shard shard(int size, double density, boolean weighted) {
    AddressedRandom random = AddressedRandom.of(size, "shard");
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < size; row++) {
      AddressedRandom ofRow = random.child(row);
      float[] x = new float[FEATURES];
      for (int i = 0; i < FEATURES; i++) {
        x[i] = ofRow.uniform(i) < density ? (float) (255 * ofRow.uniform(FEATURES + i)) : 0;
      }
      float weight = weighted ? (float) (0.1 + ofRow.uniform(-1)) : 1;
      examples.add(new Example((int) (CLASSES * ofRow.uniform(-2)), x, weight));
    }
    return Shard.of(FEATURES, examples);
  }
}
