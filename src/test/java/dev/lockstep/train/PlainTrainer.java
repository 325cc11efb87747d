package dev.lockstep.train;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.Addend;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.Slices;
import dev.lockstep.nn.ClassTargets;
import dev.lockstep.nn.Dropout;
import dev.lockstep.nn.Mlp;
import dev.lockstep.nn.Targets;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Schedule;
import dev.lockstep.optim.Stepper;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.TrainingSettings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@link Trainer} says it does, written down once more: one thread, no Spark, one example at a
 * time through the network, sums in numbers of any length. Shares the network, the optimizers and
 * the schedules.
 */
final class PlainTrainer {
  private final List<Shard> shards;
  private final Recipe recipe;
  private final Mlp mlp;
  private int exponent = 36;

  final float[] parameters;

  /** Of each step that had examples. */
  final List<Double> meanLosses = new ArrayList<>();

  /** Sums that were done again with another exponent. */
  int redos;

  private PlainTrainer(List<Shard> shards, Recipe recipe) {
    this.shards = shards;
    this.recipe = recipe;
    mlp = new Mlp(recipe.network(), 1);
    parameters = recipe.initialization().parameters(recipe.network(), recipe.seed());
  }

  static PlainTrainer train(List<Shard> shards, Recipe recipe) {
    PlainTrainer trainer = new PlainTrainer(shards, recipe);
    trainer.run();
    return trainer;
  }

  private void run() {
    long count = shards.stream().mapToLong(Shard::size).sum();
    long stepsPerEpoch = Math.max(1, (long) Math.ceil((double) count / recipe.batch()));
    long steps = stepsPerEpoch * recipe.epochs();
    Schedule schedule = recipe.schedule().schedule(recipe.learningRate(), steps, recipe.warmup());
    Stepper optimizer = (Stepper) recipe.optimizer();
    Clipping clipping =
        new Clipping(
            recipe.get(TrainingSettings.CLIP_NORM), recipe.get(TrainingSettings.CLIP_VALUE));
    float[][] slots = optimizer.newState(parameters.length);
    for (long step = 0; step < steps; step++) {
      int epoch = (int) (step / stepsPerEpoch);
      float[] meanGradient = meanGradient(epoch, step % stepsPerEpoch, stepsPerEpoch);
      if (meanGradient.length > 0) {
        addPenalty(meanGradient);
        clipping.apply(parameters, meanGradient, Slices.ONE);
        float rate = (float) schedule.learningRate(step);
        optimizer.step(parameters, meanGradient, slots, step, rate);
      }
    }
  }

  /** Of the weights, which lie before each layer's biases. */
  private void addPenalty(float[] meanGradient) {
    List<Integer> sizes = recipe.network().sizes();
    float l1 = recipe.get(TrainingSettings.L1);
    float l2 = recipe.get(TrainingSettings.L2);
    int i = 0;
    for (int layer = 1; layer < sizes.size(); layer++) {
      for (int end = i + sizes.get(layer - 1) * sizes.get(layer); i < end; i++) {
        float w = parameters[i];
        meanGradient[i] = Math.fma(l2, w, meanGradient[i]);
        meanGradient[i] += w > 0 ? l1 : w < 0 ? -l1 : 0;
      }
      i += sizes.get(layer);
    }
  }

  /** Of step t's examples; empty where there are none. */
  private float[] meanGradient(int epoch, long t, long stepsPerEpoch) {
    List<float[]> gradients = new ArrayList<>();
    BigInteger loss = BigInteger.ZERO;
    BigDecimal weight = BigDecimal.ZERO;
    for (Shard shard : shards) {
      float[] gradientSum = new float[parameters.length];
      double lossSum = 0;
      double shardWeight = 0;
      int[] order = shard.order(recipe.seed(), epoch);
      long end = (t + 1) * shard.size() / stepsPerEpoch;
      for (long i = t * shard.size() / stepsPerEpoch; i < end; i++) {
        lossSum += addGradient(shard, order[(int) i], epoch, gradientSum);
        shardWeight += weight(shard, order[(int) i]);
      }
      weight = weight.add(new BigDecimal(shardWeight));
      gradients.add(gradientSum);
      loss = loss.add(multiple(lossSum, 20));
    }
    BigInteger[] sum = sum(gradients);
    double count = weight.doubleValue();
    if (count == 0) {
      return new float[0];
    }
    meanLosses.add(value(loss, 20) / count);
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i].doubleValue() * (Math.scalb(1.0, -summedWith) / count));
    }
    return mean;
  }

  private float weight(Shard shard, int example) {
    List<Float> perClass = recipe.classWeights();
    return (perClass.isEmpty() ? 1 : perClass.get(shard.label(example))) * shard.weight(example);
  }

  private double addGradient(Shard shard, int example, int epoch, float[] gradientSum) {
    float[] x = new float[recipe.network().features()];
    shard.copyFeatures(example, x, 0);
    recipe.scaling().apply(x, 1, x.length);
    Targets targets =
        new ClassTargets(
            new int[] {shard.label(example)},
            new float[] {weight(shard, example)},
            recipe.get(TrainingSettings.LABEL_SMOOTHING),
            new int[] {1});
    Dropout dropout =
        new Dropout(
            recipe.get(TrainingSettings.DROPOUT),
            AddressedRandom.of(recipe.seed(), "dropout").child(epoch),
            new long[] {shard.address(example)});
    return mlp.gradient(parameters, x, targets, dropout, 1, Addend.of(gradientSum));
  }

  /** The exponent of the last sum. */
  private int summedWith;

  /** Multiples of 2^-{@link #summedWith}; leaves the exponent that the next step begins with. */
  private BigInteger[] sum(List<float[]> addends) {
    float largest = 0;
    for (float[] addend : addends) {
      for (float g : addend) {
        largest = Math.max(largest, Math.abs(g));
      }
    }
    int bitsOfCount = (int) Math.ceil(Math.log(addends.size()) / Math.log(2) - 1e-9);
    int most = 61 - bitsOfCount - Math.getExponent(largest);
    int usual = 26 + bitsOfCount - Math.getExponent(largest);
    while (true) {
      summedWith = exponent;
      BigInteger[] sum = new BigInteger[parameters.length];
      Arrays.fill(sum, BigInteger.ZERO);
      for (float[] addend : addends) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] = sum[i].add(multiple(addend[i], exponent));
        }
      }
      if (largest == 0) {
        return sum;
      }
      BigInteger largestSum = Arrays.stream(sum).map(BigInteger::abs).reduce(BigInteger::max).get();
      boolean overflowed = exponent > most;
      boolean coarse = exponent < most && largestSum.bitLength() < bitsOfCount + 24;
      exponent = coarse && exponent >= usual ? most : usual;
      if (!overflowed && !coarse) {
        return sum;
      }
      redos++;
    }
  }

  /** The nearest whole multiple of 2^-exponent, the even one of two. */
  private static BigInteger multiple(double value, int exponent) {
    return new BigDecimal(value)
        .multiply(new BigDecimal(Math.scalb(1.0, exponent)))
        .setScale(0, RoundingMode.HALF_EVEN)
        .toBigIntegerExact();
  }

  private static double value(BigInteger multiple, int exponent) {
    return multiple.doubleValue() * Math.scalb(1.0, -exponent);
  }
}
