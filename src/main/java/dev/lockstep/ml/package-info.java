/**
 * Lockstep as a stage of Spark ML's pipelines: {@link dev.lockstep.ml.MlpClassifier} takes the
 * place of Spark's {@code MultilayerPerceptronClassifier}, {@link dev.lockstep.ml.MlpRegressor}
 * predicts numbers. {@code ml.param} has their params, {@code ml.fit} the training, {@code
 * ml.vector} the scoring. May import these, {@code registry}, {@code train} and the packages below
 * them, but not {@code cli}.
 */
package dev.lockstep.ml;
