package dev.lockstep.train.step;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.Slices;
import dev.lockstep.linalg.exact.Magnitude;
import dev.lockstep.optim.Update;
import dev.lockstep.recipe.Recipe;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The shards' work between two exchanges with the driver, and the driver's update from it.
 * Immutable; sent to the executors once in a training.
 */
public sealed interface Averaging extends Serializable permits GradientAveraging, LocalSgd {

  /** Returns the averaging of a recipe. */
  static Averaging of(Recipe recipe, long stepsPerEpoch) {
    Update update = recipe.update().orElse(null);
    return recipe.averageEvery() == 1
        ? new GradientAveraging(recipe, update, stepsPerEpoch)
        : new LocalSgd(recipe, update, stepsPerEpoch);
  }

  Recipe recipe();

  /** Returns the number of sums. */
  int sums();

  /** Returns the number of shards, in all partitions. */
  default int shards() {
    return recipe().shards();
  }

  /** Returns P. */
  default int parameters() {
    return recipe().network().parameterCount();
  }

  /** Returns about as many bytes as a state and a packed sum have together. */
  default long exchangedBytes() {
    return 2L * Float.BYTES * sums() * recipe().network().parameterCount();
  }

  /** Returns how many bits of a sum's largest addend are kept. */
  int precisionBits(int sum);

  /** Returns the part of the optimizer's state that the shards need. */
  float[][] sentSlots(float[][] slots);

  /**
   * Returns how many shards a thread should compute at once, because products of more examples are
   * faster.
   *
   * @param shards that the threads have
   */
  int together(int shards, int threads);

  /**
   * Computes shards' parts, on an executor, and adds them to the sum; a shard's part is a pure
   * function of state and shard.
   *
   * @param threads share the loops, if there are several
   */
  void addShards(StepState state, List<Shard> shards, StepSum sum, Slices threads);

  /** Returns true if {@link #apply} treats every element by itself. */
  boolean isElementwise();

  /**
   * Updates parameters and optimizer state on the driver, in place.
   *
   * @param parameters [P], as they were sent
   * @param slots [slots][P], as they were when the parameters were sent
   * @param mean [P], for the sum's mean; overwritten
   * @param slices runs the loops
   */
  void apply(
      StepSum sum,
      StepState state,
      float[] parameters,
      float[][] slots,
      float[] mean,
      Slices slices);

  /**
   * Does the same block by block where that is possible, and checks the parameters.
   *
   * @return true if all parameters are finite
   */
  default boolean step(
      StepSum sum,
      StepState state,
      float[] parameters,
      float[][] slots,
      float[] mean,
      Slices slices) {
    AtomicBoolean finite = new AtomicBoolean(true);
    Consumer<Slices> loops =
        part -> {
          apply(sum, state, parameters, slots, mean, part);
          part.run(parameters.length, (from, end) -> checkFinite(parameters, from, end, finite));
        };
    if (isElementwise()) {
      slices.runInBlocks(parameters.length, loops);
    } else {
      loops.accept(slices);
    }
    return finite.get();
  }

  private static void checkFinite(float[] parameters, int from, int end, AtomicBoolean finite) {
    if (!Float.isFinite(Magnitude.largest(parameters, from, end))) {
      finite.set(false);
    }
  }
}
