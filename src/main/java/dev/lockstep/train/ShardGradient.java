package dev.lockstep.train;

import dev.lockstep.data.Shard;
import dev.lockstep.nn.Targets;
import java.util.Arrays;

/** The gradient over one shard's examples of one step. */
final class ShardGradient {
  private final Recipe recipe;
  private final Shard shard;
  private final int[] order;
  private final long stepsPerEpoch;
  private final Batch batch;

  ShardGradient(Recipe recipe, Shard shard, int epoch, long stepsPerEpoch) {
    this.recipe = recipe;
    this.shard = shard;
    this.stepsPerEpoch = stepsPerEpoch;
    order = shard.order(recipe.seed(), epoch);
    batch = Batch.of(recipe.network());
  }

  /** How many of the shard's examples belong to a step. */
  int examples(long step) {
    return bound(step + 1) - bound(step);
  }

  /**
   * Computes the sum of the gradients of a step's examples.
   *
   * @param parameters [P]
   * @return the sum of their losses
   */
  double compute(long step, float[] parameters) {
    Arrays.fill(batch.gradientSum, 0f);
    double lossSum = 0;
    int end = bound(step + 1);
    for (int from = bound(step); from < end; from += Batch.CAPACITY) {
      int count = batch.load(shard, order, from, end, recipe.scaling());
      lossSum += batch.gradient(parameters, targets(), count);
    }
    return lossSum;
  }

  private Targets targets() {
    return new Targets(batch.labels, null, recipe.regularization().labelSmoothing());
  }

  /** What {@link #compute} found, [P]; the next one on this thread overwrites it. */
  float[] sum() {
    return batch.gradientSum;
  }

  /**
   * Where step {@code t} begins in the epoch's order: every example comes once an epoch, whatever
   * the shard's size.
   */
  private int bound(long t) {
    return (int) (t * shard.size() / stepsPerEpoch);
  }
}
