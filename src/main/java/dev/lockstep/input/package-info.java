/**
 * What a model does to a row before its network: columns of numbers and of categories become the
 * network's inputs. {@link dev.lockstep.input.Preprocessing} is the whole of it. May import {@code
 * text} and {@code linalg}, but no Spark.
 */
package dev.lockstep.input;
