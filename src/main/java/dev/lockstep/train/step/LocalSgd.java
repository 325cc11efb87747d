package dev.lockstep.train.step;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.Slices;
import dev.lockstep.optim.Update;
import dev.lockstep.recipe.Recipe;
import java.util.List;

/**
 * Local SGD, with any optimizer: from the same parameters and optimizer state, every shard takes a
 * number of optimizer steps on its own examples. Then the changes of the parameters and the
 * optimizer's state are averaged, weighted by the examples that each shard has used (McMahan et
 * al., "Communication-efficient learning of deep networks from decentralized data", AISTATS 2017,
 * with the optimizer's state averaged too). So there is one exchange for many steps.
 */
record LocalSgd(Recipe recipe, Update update, long stepsPerEpoch) implements Averaging {

  /** Returns the number of sums: the parameters' changes, and the optimizer's state. */
  @Override
  public int sums() {
    return 1 + recipe.optimizer().slots();
  }

  @Override
  public int precisionBits(int sum) {
    int bits = 31 + Integer.SIZE - Integer.numberOfLeadingZeros(recipe.shards() - 1);
    return sum == 0 ? bits : update.stepper().precisionBits(sum - 1, bits);
  }

  @Override
  public float[][] sentSlots(float[][] slots) {
    return slots;
  }

  @Override
  public int together(int shards, int threads) {
    return 1;
  }

  @Override
  public void addShards(StepState state, List<Shard> shards, StepSum sum, Slices threads) {
    shards.forEach(shard -> addShard(state, shard, sum, threads));
  }

  private void addShard(StepState state, Shard shard, StepSum sum, Slices threads) {
    float[] start = state.parameters();
    float[] parameters = start.clone();
    float[][] slots = new float[state.slots().length][];
    for (int s = 0; s < slots.length; s++) {
      slots[s] = state.slots()[s].clone();
    }
    ShardGradient gradient =
        new ShardGradient(recipe, shard, state.epoch(), stepsPerEpoch, threads);
    long examples = 0;
    long hits = 0;
    double weightSum = 0;
    double lossSum = 0;
    for (int h = 0; h < state.learningRates().length; h++) {
      int count = gradient.examples(state.step() + h);
      if (count > 0) {
        lossSum += gradient.compute(state.step() + h, parameters, 0);
        float[] mean = gradient.sum();
        float weight = (float) gradient.weight();
        for (int i = 0; i < mean.length; i++) {
          mean[i] /= weight;
        }
        float learningRate = (float) state.learningRates()[h];
        update.apply(parameters, mean, slots, state.stepsBefore() + h, learningRate, threads);
        examples += count;
        hits += gradient.hits();
        weightSum += gradient.weight();
      }
    }
    float weight = (float) weightSum;
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (parameters[i] - start[i]) * weight;
    }
    sum.add(0, parameters);
    for (int s = 0; s < slots.length; s++) {
      for (int i = 0; i < slots[s].length; i++) {
        slots[s][i] *= weight;
      }
      sum.add(1 + s, slots[s]);
    }
    sum.addCounts(lossSum, examples, weightSum, hits);
  }

  @Override
  public boolean isElementwise() {
    return true;
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
    slices.run(parameters.length, (from, end) -> add(mean, parameters, from, end));
    for (int s = 0; s < slots.length; s++) {
      sum.mean(1 + s, slots[s], slices);
    }
  }

  private static void add(float[] change, float[] parameters, int from, int end) {
    for (int i = from; i < end; i++) {
      parameters[i] += change[i];
    }
  }
}
