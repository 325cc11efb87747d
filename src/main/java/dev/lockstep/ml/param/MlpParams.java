package dev.lockstep.ml.param;

/** The params of all of Lockstep's estimators and models. */
public interface MlpParams extends NetworkParams, OptimizerParams, StoppingParams, ColumnParams {}
