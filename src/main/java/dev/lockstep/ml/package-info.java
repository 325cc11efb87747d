/**
 * Lockstep as a stage of Spark ML's pipelines: {@link dev.lockstep.ml.MlpClassifier} takes the
 * place of Spark's {@code MultilayerPerceptronClassifier}. May import {@code train} and the
 * packages below it, but not {@code cli}.
 */
package dev.lockstep.ml;
