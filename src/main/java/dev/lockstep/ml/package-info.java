/**
 * Lockstep as a stage of Spark ML's pipelines: {@link dev.lockstep.ml.MlpClassifier} takes the
 * place of Spark's {@code MultilayerPerceptronClassifier}. May import {@code registry}, {@code
 * train} and the packages below them, but not {@code cli}.
 */
package dev.lockstep.ml;
