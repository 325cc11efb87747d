package dev.lockstep.train.step;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.Addend;
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
  private final boolean isWeighted;

  /** The random numbers of the epoch's dropout. */
  private final AddressedRandom random;

  private double weight;
  private int hits;

  ShardGradient(Recipe recipe, Shard shard, int epoch, long stepsPerEpoch, Slices threads) {
    this.recipe = recipe;
    this.shard = shard;
    this.stepsPerEpoch = stepsPerEpoch;
    order = shard.order(recipe.seed(), epoch);
    batch = Batch.of(recipe.network(), threads);
    isWeighted = shard.isWeighted() || !recipe.classWeights().isEmpty();
    dropoutRate = recipe.get(TrainingSettings.DROPOUT);
    random = AddressedRandom.of(recipe.seed(), "dropout").child(epoch);
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
    Arrays.fill(batch.gradientSum(), 0f);
    Addend sum = Addend.of(batch.gradientSum());
    double lossSum = 0;
    weight = 0;
    hits = 0;
    int end = bound(step + 1);
    for (int from = bound(step); from < end; from += Batch.CAPACITY) {
      batch.clear();
      add(from, Math.min(end, from + Batch.CAPACITY));
      lossSum += gradient(List.of(this), new int[] {batch.count()}, parameters, sum);
      hits += batch.mlp.hits(0);
    }
    return lossSum;
  }

  /**
   * Adds the sums of the gradients of some shards' examples of a step, each times its weight, to a
   * sum. They pass the network together where they find room.
   *
   * @param shards of one recipe, step and thread
   */
  static void addTo(
      StepSum sum, List<ShardGradient> shards, long step, float[] parameters, long version) {
    for (int first = 0; first < shards.size(); ) {
      ShardGradient shard = shards.get(first);
      int examples = shard.examples(step);
      if (examples == 0 || examples > Batch.CAPACITY) {
        double lossSum = shard.compute(step, parameters, version);
        sum.add(0, shard.batch.gradientSum());
        sum.addCounts(lossSum, examples, shard.weight, shard.hits);
        first++;
      } else {
        int end = first + 1;
        while (end < shards.size() && shard.takes(shards.get(end), examples, step)) {
          examples += shards.get(end).examples(step);
          end++;
        }
        addTogether(sum, shards.subList(first, end), step, parameters, version);
        first = end;
      }
    }
  }

  /** Returns true if another shard's examples can pass with this one's. */
  private boolean takes(ShardGradient other, int before, long step) {
    int examples = other.examples(step);
    return examples > 0
        && before + examples <= Batch.CAPACITY
        && Batch.isCompressed(shard, recipe.scaling())
            == Batch.isCompressed(other.shard, recipe.scaling());
  }

  private static void addTogether(
      StepSum sum, List<ShardGradient> shards, long step, float[] parameters, long version) {
    Batch batch = shards.get(0).batch;
    batch.mlp.parametersAre(version);
    batch.clear();
    int[] ends = new int[shards.size()];
    for (int i = 0; i < ends.length; i++) {
      ShardGradient shard = shards.get(i);
      shard.weight = 0;
      shard.add(shard.bound(step), shard.bound(step + 1));
      ends[i] = batch.count();
    }
    Addend gradients = sum.begin(0, parameters.length, ends.length);
    gradient(shards, ends, parameters, gradients);
    sum.add(0, gradients);
    for (int i = 0; i < ends.length; i++) {
      ShardGradient shard = shards.get(i);
      double lossSum = batch.mlp.lossSum(i);
      sum.addCounts(lossSum, shard.examples(step), shard.weight, batch.mlp.hits(i));
    }
  }

  /** Computes the gradients of all examples in the batch. */
  private static double gradient(
      List<ShardGradient> shards, int[] ends, float[] parameters, Addend gradients) {
    ShardGradient first = shards.get(0);
    Batch batch = first.batch;
    batch.scale(first.recipe.scaling());
    boolean weighted = shards.stream().anyMatch(shard -> shard.isWeighted);
    float smoothing = first.recipe.get(TrainingSettings.LABEL_SMOOTHING);
    Targets targets =
        batch.targets(first.recipe.task(), weighted ? batch.weights : null, smoothing, ends);
    Dropout dropout =
        first.dropoutRate == 0
            ? Dropout.NONE
            : new Dropout(first.dropoutRate, first.random, batch.addresses);
    return batch.gradient(parameters, targets, dropout, gradients);
  }

  /** Adds examples of the epoch's order, with their weights and addresses, to the batch. */
  private void add(int from, int end) {
    int first = batch.count();
    batch.add(shard, order, from, end, recipe.scaling());
    List<Float> classWeights = recipe.classWeights();
    for (int b = first; b < batch.count(); b++) {
      int example = order[from + b - first];
      float ofClass = classWeights.isEmpty() ? 1 : classWeights.get(batch.labels[b]);
      // A batch must not have weight 0.
      batch.weights[b] = Math.max(Float.MIN_VALUE, ofClass * shard.weight(example));
      weight += batch.weights[b];
      batch.addresses[b] = shard.address(example);
    }
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
    return batch.gradientSum();
  }

  /**
   * Returns the place in the epoch's order at which step {@code t} begins: every example comes once
   * an epoch, whatever the shard's size.
   */
  private int bound(long t) {
    return (int) (t * shard.size() / stepsPerEpoch);
  }
}
