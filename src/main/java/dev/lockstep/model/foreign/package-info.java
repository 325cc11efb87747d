/**
 * Weights of other programs as models: which arrays are layers, in which order, and which way round
 * they lie. May import {@code text}, {@code linalg}, {@code input}, {@code nn}, {@code model},
 * {@code model.file} and {@code storage}, but no Spark.
 */
package dev.lockstep.model.foreign;
