package dev.lockstep.train.step;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.Slices;
import dev.lockstep.optim.Update;
import dev.lockstep.recipe.Recipe;
import java.util.List;

/**
 * Synchronous data-parallel training: the shards' gradients of one batch are averaged, and the
 * driver takes the step, as one machine with all the examples would.
 */
record GradientAveraging(Recipe recipe, Update update, long stepsPerEpoch) implements Averaging {

  @Override
  public int sums() {
    return 1;
  }

  /**
   * Returns enough bits for a gradient that is eight times smaller than the one before, with the
   * shards' sum still precise to 24 bits. In two partitions of up to four shards each, an element
   * of a sum then takes four bytes.
   */
  @Override
  public int precisionBits(int sum) {
    return 27 + Integer.SIZE - Integer.numberOfLeadingZeros(recipe.shards() - 1);
  }

  @Override
  public float[][] sentSlots(float[][] slots) {
    return new float[0][];
  }

  @Override
  public int together(int shards, int threads) {
    long examples = Math.max(1, recipe.batch() / recipe.shards());
    long fit = Math.max(1, Batch.CAPACITY / examples);
    return (int) Math.min(fit, (shards + threads - 1) / threads);
  }

  @Override
  public void addShards(StepState state, List<Shard> shards, StepSum sum, Slices threads) {
    List<ShardGradient> gradients =
        shards.stream()
            .map(shard -> new ShardGradient(recipe, shard, state.epoch(), stepsPerEpoch, threads))
            .toList();
    ShardGradient.addTo(sum, gradients, state.step(), state.parameters(), state.number());
  }

  @Override
  public boolean isElementwise() {
    return update.isElementwise();
  }

  @Override
  public void apply(
      StepSum sum,
      StepState state,
      float[] parameters,
      float[][] slots,
      float[] mean,
      Slices slices) {
    sum.mean(0, mean, slices);
    float learningRate = (float) state.learningRates()[0];
    update.apply(parameters, mean, slots, state.stepsBefore(), learningRate, slices);
  }
}
