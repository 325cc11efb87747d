package dev.lockstep.train.step;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.optim.Update;
import dev.lockstep.recipe.Recipe;
import java.io.Serializable;

/**
 * What the shards do between two exchanges with the driver, and what the driver makes of it.
 * Immutable; sent to the executors once a training.
 */
public sealed interface Averaging extends Serializable permits GradientAveraging, LocalSgd {

  /** Returns the averaging that a recipe asks for, over so many steps an epoch. */
  static Averaging of(Recipe recipe, long stepsPerEpoch) {
    return recipe.averageEvery() == 1
        ? new GradientAveraging(recipe, stepsPerEpoch)
        : new LocalSgd(recipe, stepsPerEpoch);
  }

  Recipe recipe();

  /** Returns what a step does. */
  default Update update() {
    return recipe().update().orElseThrow();
  }

  /** How many arrays are added. */
  int sums();

  /** The bits of a sum's largest addend that are kept. */
  int precisionBits(int sum);

  /** What of the optimizer's state the shards need. */
  float[][] sentSlots(float[][] slots);

  /** A shard's part, on an executor: a pure function of state and shard, added to the sum. */
  void addShard(StepState state, Shard shard, StepSum sum);

  /**
   * The driver's part: updates parameters and optimizer state in place.
   *
   * @param parameters [P], as they were sent
   * @param slots [slots][P], as they were when the parameters were sent
   */
  void apply(StepSum sum, StepState state, float[] parameters, float[][] slots);
}
