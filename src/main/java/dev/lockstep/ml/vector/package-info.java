/**
 * Rows of a DataFrame as vectors, and a model's answers to them. May import {@code ml.param},
 * {@code data}, {@code data.table}, {@code input}, {@code model} and {@code nn}.
 */
package dev.lockstep.ml.vector;
