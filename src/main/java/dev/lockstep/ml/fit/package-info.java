/**
 * The work of {@code fit} and {@code evaluate}: params to a recipe, rows to shards, shards to a
 * model. May import {@code ml.param}, {@code ml.vector}, {@code run}, {@code train} and the
 * packages below it.
 */
package dev.lockstep.ml.fit;
