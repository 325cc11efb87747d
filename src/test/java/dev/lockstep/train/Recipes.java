package dev.lockstep.train;

import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Regularization;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Sgd;
import java.util.List;

/** Recipes that tests start from. */
final class Recipes {
  static final Optimizer ADAMW = new AdamW(0.9f, 0.999f, 1e-8f, 0.01f);
  static final Optimizer SGD = new Sgd(0.9f, false, 1e-4f);
  static final long ALL = Long.MAX_VALUE;

  private Recipes() {}

  /** ReLU, cross-entropy, one cycle up to 0.01, and nothing clipped. */
  static Recipe recipe(
      List<Integer> sizes, Optimizer optimizer, int epochs, long batch, int shards) {
    return new Recipe(
        new Network(sizes, Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR),
        InputScaling.BYTES,
        new Initialization(Initialization.Distribution.HE, 1),
        optimizer,
        Clipping.NONE,
        Regularization.NONE,
        List.of(),
        Stopping.NEVER,
        Decay.ONE_CYCLE,
        0.01,
        0,
        epochs,
        batch,
        1,
        shards,
        1);
  }

  static Recipe withAverageEvery(Recipe r, int steps) {
    return new Recipe(
        r.network(),
        r.scaling(),
        r.initialization(),
        r.optimizer(),
        r.clipping(),
        r.regularization(),
        r.classWeights(),
        r.stopping(),
        r.schedule(),
        r.learningRate(),
        r.warmup(),
        r.epochs(),
        r.batch(),
        steps,
        r.shards(),
        r.seed());
  }

  static Recipe withSeed(Recipe r, long seed) {
    return new Recipe(
        r.network(),
        r.scaling(),
        r.initialization(),
        r.optimizer(),
        r.clipping(),
        r.regularization(),
        r.classWeights(),
        r.stopping(),
        r.schedule(),
        r.learningRate(),
        r.warmup(),
        r.epochs(),
        r.batch(),
        r.averageEvery(),
        r.shards(),
        seed);
  }

  static Recipe withClipping(Recipe r, Clipping clipping) {
    return new Recipe(
        r.network(),
        r.scaling(),
        r.initialization(),
        r.optimizer(),
        clipping,
        r.regularization(),
        r.classWeights(),
        r.stopping(),
        r.schedule(),
        r.learningRate(),
        r.warmup(),
        r.epochs(),
        r.batch(),
        r.averageEvery(),
        r.shards(),
        r.seed());
  }

  static Recipe withRegularization(Recipe r, Regularization regularization) {
    return new Recipe(
        r.network(),
        r.scaling(),
        r.initialization(),
        r.optimizer(),
        r.clipping(),
        regularization,
        r.classWeights(),
        r.stopping(),
        r.schedule(),
        r.learningRate(),
        r.warmup(),
        r.epochs(),
        r.batch(),
        r.averageEvery(),
        r.shards(),
        r.seed());
  }

  /** A constant rate. */
  static Recipe withRate(Recipe r, double rate) {
    return new Recipe(
        r.network(),
        r.scaling(),
        r.initialization(),
        r.optimizer(),
        r.clipping(),
        r.regularization(),
        r.classWeights(),
        r.stopping(),
        Decay.CONSTANT,
        rate,
        r.warmup(),
        r.epochs(),
        r.batch(),
        r.averageEvery(),
        r.shards(),
        r.seed());
  }

  static Recipe withStopping(Recipe r, Stopping stopping) {
    return new Recipe(
        r.network(),
        r.scaling(),
        r.initialization(),
        r.optimizer(),
        r.clipping(),
        r.regularization(),
        r.classWeights(),
        stopping,
        r.schedule(),
        r.learningRate(),
        r.warmup(),
        r.epochs(),
        r.batch(),
        r.averageEvery(),
        r.shards(),
        r.seed());
  }
}
