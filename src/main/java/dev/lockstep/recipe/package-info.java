/**
 * Everything but the examples that decides a model: settings, recipe, its JSON, early stopping. May
 * import {@code model}, {@code nn}, {@code optim}, {@code report} and {@code text}, but no Spark.
 */
package dev.lockstep.recipe;
