package dev.lockstep.ml.fit;

import dev.lockstep.ml.param.OptimizerParams;
import dev.lockstep.optim.ScheduleName;
import dev.lockstep.recipe.OptimizerName;
import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.recipe.Values;
import org.slf4j.LoggerFactory;

/**
 * The settings that follow from params with the names of Spark's classifier: {@code solver} brings
 * the optimizer and the defaults that it has there, which other params replace.
 */
record SparkSolver(OptimizerParams params) {
  /** Spark's default of {@code maxIter}. */
  private static final int EPOCHS = 100;

  /** Spark's default of {@code stepSize}. */
  private static final double STEP_SIZE = 0.03;

  static SparkSolver of(OptimizerParams params) {
    return new SparkSolver(params);
  }

  /** Returns the settings of the solver; none if it is not set. */
  Values values() {
    if (!params.isSet(params.solver())) {
      return Values.DEFAULTS;
    }
    Values spark = Values.DEFAULTS.with(TrainingSettings.EPOCHS, EPOCHS);
    return params.getSolver().equals(OptimizerParams.LBFGS)
        ? spark.with(TrainingSettings.OPTIMIZER, OptimizerName.LBFGS)
        : spark
            .with(TrainingSettings.OPTIMIZER, OptimizerName.SGD)
            .with(TrainingSettings.MOMENTUM, 0f)
            .with(TrainingSettings.SCHEDULE, ScheduleName.CONSTANT)
            .with(TrainingSettings.LEARNING_RATE, STEP_SIZE)
            .with(TrainingSettings.BATCH, Long.MAX_VALUE);
  }

  /**
   * Returns the settings with {@code stepSize} and {@code tol}, where the optimizer uses them. Code
   * for Spark's classifier may set both with either solver.
   */
  Values withStepSizeAndTolerance(Values set) {
    Values more = set;
    if (params.isSet(params.stepSize()) && set.use(TrainingSettings.LEARNING_RATE)) {
      more = more.with(TrainingSettings.LEARNING_RATE, params.getStepSize());
    }
    if (!params.isSet(params.tol())) {
      return more;
    }
    if (set.use(TrainingSettings.TOLERANCE)) {
      return more.with(TrainingSettings.TOLERANCE, params.getTol());
    }
    LoggerFactory.getLogger(params.getClass())
        .warn(
            "tol has no effect with optimizer "
                + set.get(TrainingSettings.OPTIMIZER)
                + ": training takes all its epochs; patience ends it early");
    return more;
  }
}
