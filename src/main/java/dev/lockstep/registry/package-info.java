/**
 * A registry: the folder of a model's versions, with the history of what was published and the
 * champion that follows from it. May import {@code text}, {@code model} and {@code run}, Hadoop's
 * file systems and Jackson, but no Spark.
 */
package dev.lockstep.registry;
