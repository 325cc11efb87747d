/**
 * Everything but the examples that decides a model: settings, recipe, its JSON, early stopping. May
 * import {@code text}, {@code linalg}, {@code input}, {@code nn}, {@code model}, {@code report} and
 * {@code optim} and Jackson, but no Spark.
 */
package dev.lockstep.recipe;
