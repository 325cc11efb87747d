package dev.lockstep.recipe;

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
public final class Recipes {
  public static final Optimizer ADAMW = new AdamW(0.9f, 0.999f, 1e-8f, 0.01f);
  public static final Optimizer SGD = new Sgd(0.9f, false, 1e-4f);
  public static final long ALL = Long.MAX_VALUE;

  private Recipes() {}

  /** ReLU, cross-entropy, one cycle up to 0.01, and nothing clipped. */
  public static Recipe recipe(
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
        1,
        /* from= */ null);
  }

  public static Recipe withAverageEvery(Recipe recipe, int steps) {
    return new RecipeBuilder(recipe).averageEvery(steps).build();
  }

  public static Recipe withSeed(Recipe recipe, long seed) {
    return new RecipeBuilder(recipe).seed(seed).build();
  }

  public static Recipe withClipping(Recipe recipe, Clipping clipping) {
    return new RecipeBuilder(recipe).clipping(clipping).build();
  }

  public static Recipe withRegularization(Recipe recipe, Regularization regularization) {
    return new RecipeBuilder(recipe).regularization(regularization).build();
  }

  /** A constant rate. */
  public static Recipe withRate(Recipe recipe, double rate) {
    return new RecipeBuilder(recipe).schedule(Decay.CONSTANT).learningRate(rate).build();
  }

  public static Recipe withStopping(Recipe recipe, Stopping stopping) {
    return new RecipeBuilder(recipe).stopping(stopping).build();
  }
}
