/**
 * Everything that decides a model but the examples: the recipe, its JSON, early stopping. May
 * import {@code model}, {@code nn}, {@code optim} and {@code report}; no Spark.
 */
package dev.lockstep.recipe;
