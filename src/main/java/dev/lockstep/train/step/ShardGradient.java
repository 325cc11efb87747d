package dev.lockstep.train.step;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.Slices;
import dev.lockstep.nn.Dropout;
import dev.lockstep.nn.Targets;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.TrainingSettings;
import java.util.Arrays;
import java.util.List;

/** The gradient over one shard's examples of one step. */
final class ShardGradient {
  private final Recipe recipe;
  private final Shard shard;
  private final int[] order;
  private final long stepsPerEpoch;
  private final Batch batch;
  private final float dropoutRate;

  /** The random numbers of the epoch's dropout. */
  private final AddressedRandom random;

  /** The weights of a batch's examples, [B]; null where all are 1. */
  private final float[] weights;

  /** The addresses of a batch's examples, [B]; empty without dropout. */
  private final long[] addresses;

  private double weight;
  private int hits;

  ShardGradient(Recipe recipe, Shard shard, int epoch, long stepsPerEpoch, Slices threads) {
    this.recipe = recipe;
    this.shard = shard;
    this.stepsPerEpoch = stepsPerEpoch;
    order = shard.order(recipe.seed(), epoch);
    batch = Batch.of(recipe.network(), threads);
    boolean weighted = shard.isWeighted() || !recipe.classWeights().isEmpty();
    weights = weighted ? new float[Batch.CAPACITY] : null;
    dropoutRate = recipe.get(TrainingSettings.DROPOUT);
    random = AddressedRandom.of(recipe.seed(), "dropout").child(epoch);
    addresses = new long[dropoutRate == 0 ? 0 : Batch.CAPACITY];
  }

  /** Returns the number of the shard's examples in a step. */
  int examples(long step) {
    return bound(step + 1) - bound(step);
  }

  /**
   * Computes the sum of the gradients of a step's examples, each times its weight.
   *
   * @param parameters [P]
   * @param version of the parameters: see {@link dev.lockstep.nn.Mlp#parametersAre}
   * @return the sum of their losses, each times its weight
   */
  double compute(long step, float[] parameters, long version) {
    batch.mlp.parametersAre(version);
    Arrays.fill(batch.gradientSum, 0f);
    double lossSum = 0;
    weight = 0;
    hits = 0;
    int end = bound(step + 1);
    for (int from = bound(step); from < end; from += Batch.CAPACITY) {
      int count = batch.load(shard, order, from, end, recipe.scaling());
      lossSum += batch.gradient(parameters, targets(from, count), dropout(from, count), count);
      hits += batch.mlp.hits();
    }
    return lossSum;
  }

  private Targets targets(int from, int count) {
    if (weights == null) {
      weight += count;
    } else {
      List<Float> classWeights = recipe.classWeights();
      for (int b = 0; b < count; b++) {
        float ofClass = classWeights.isEmpty() ? 1 : classWeights.get(batch.labels[b]);
        // A batch must not have weight 0.
        weights[b] = Math.max(Float.MIN_VALUE, ofClass * shard.weight(order[from + b]));
        weight += weights[b];
      }
    }
    return new Targets(batch.labels, weights, recipe.get(TrainingSettings.LABEL_SMOOTHING));
  }

  private Dropout dropout(int from, int count) {
    if (dropoutRate == 0) {
      return Dropout.NONE;
    }
    for (int b = 0; b < count; b++) {
      addresses[b] = shard.address(order[from + b]);
    }
    return new Dropout(dropoutRate, random, addresses);
  }

  /** Returns the summed weights of the examples that {@link #compute} has seen. */
  double weight() {
    return weight;
  }

  /** Returns how many of these examples the parameters classified correctly. */
  int hits() {
    return hits;
  }

  /**
   * Returns the sum that {@link #compute} found, [P]; the next one on this thread overwrites it.
   */
  float[] sum() {
    return batch.gradientSum;
  }

  /**
   * Returns the place in the epoch's order at which step {@code t} begins: every example comes once
   * an epoch, whatever the shard's size.
   */
  private int bound(long t) {
    return (int) (t * shard.size() / stepsPerEpoch);
  }
}
