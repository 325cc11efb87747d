package dev.lockstep.recipe;

import dev.lockstep.input.InputScaling;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.ScheduleName;
import dev.lockstep.optim.Sgd;
import java.util.List;

/** Recipes that tests start from. */
public final class Recipes {
  public static final Optimizer ADAMW = new AdamW(0.9f, 0.999f, 1e-8f, 0.01f);
  public static final Optimizer SGD = new Sgd(0.9f, false, 1e-4f);

  /** With the settings' defaults. */
  public static final Lbfgs LBFGS =
      new Lbfgs(
          TrainingSettings.CORRECTIONS.defaultValue(), TrainingSettings.TOLERANCE.defaultValue());

  public static final long ALL = Long.MAX_VALUE;

  /** What keeps a network from learning its examples by heart. */
  public record Regularization(float dropout, float l1, float l2, float labelSmoothing) {
    public static final Regularization NONE = new Regularization(0, 0, 0, 0);
  }

  private Recipes() {}

  /**
   * ReLU, cross-entropy, one cycle up to 0.01, and nothing clipped; with L-BFGS, what it finds by
   * itself.
   */
  public static Recipe recipe(
      List<Integer> sizes, Optimizer optimizer, int epochs, long batch, int shards) {
    Values values =
        with(optimizer)
            .with(TrainingSettings.EPOCHS, epochs)
            .with(TrainingSettings.BATCH, batch)
            .with(TrainingSettings.SHARDS, shards);
    return new Recipe(values, sizes, InputScaling.BYTES, List.of(), /* from= */ null);
  }

  /** An optimizer, and a learning rate where it has a use for one. */
  static Values with(Optimizer optimizer) {
    if (optimizer instanceof Lbfgs lbfgs) {
      return Values.DEFAULTS
          .with(TrainingSettings.OPTIMIZER, OptimizerName.LBFGS)
          .with(TrainingSettings.CORRECTIONS, lbfgs.corrections())
          .with(TrainingSettings.TOLERANCE, lbfgs.tolerance());
    }
    Values values = Values.DEFAULTS.with(TrainingSettings.LEARNING_RATE, 0.01);
    if (optimizer instanceof Sgd sgd) {
      return values
          .with(TrainingSettings.OPTIMIZER, OptimizerName.SGD)
          .with(TrainingSettings.MOMENTUM, sgd.momentum())
          .with(TrainingSettings.NESTEROV, sgd.nesterov())
          .with(TrainingSettings.WEIGHT_DECAY, sgd.weightDecay());
    }
    AdamW adamW = (AdamW) optimizer;
    return values
        .with(TrainingSettings.BETA1, adamW.beta1())
        .with(TrainingSettings.BETA2, adamW.beta2())
        .with(TrainingSettings.EPSILON, adamW.epsilon())
        .with(TrainingSettings.WEIGHT_DECAY, adamW.weightDecay());
  }

  public static Recipe withAverageEvery(Recipe recipe, int steps) {
    return recipe.with(TrainingSettings.AVERAGE_EVERY, steps);
  }

  public static Recipe withSeed(Recipe recipe, long seed) {
    return recipe.with(TrainingSettings.SEED, seed);
  }

  public static Recipe withClipping(Recipe recipe, Clipping clipping) {
    return recipe
        .with(TrainingSettings.CLIP_NORM, clipping.maxNorm())
        .with(TrainingSettings.CLIP_VALUE, clipping.maxValue());
  }

  public static Recipe withRegularization(Recipe recipe, Regularization regularization) {
    return recipe
        .with(TrainingSettings.DROPOUT, regularization.dropout())
        .with(TrainingSettings.L1, regularization.l1())
        .with(TrainingSettings.L2, regularization.l2())
        .with(TrainingSettings.LABEL_SMOOTHING, regularization.labelSmoothing());
  }

  /** A constant rate. */
  public static Recipe withRate(Recipe recipe, double rate) {
    return recipe
        .with(TrainingSettings.SCHEDULE, ScheduleName.CONSTANT)
        .with(TrainingSettings.LEARNING_RATE, rate);
  }

  public static Recipe withStopping(Recipe recipe, EarlyStopping stopping) {
    return stopping.validation() == 0
        ? recipe.withoutStopping()
        : recipe
            .with(TrainingSettings.VALIDATION, stopping.validation())
            .with(TrainingSettings.PATIENCE, stopping.patience())
            .with(TrainingSettings.MEASURE, stopping.measure());
  }
}
