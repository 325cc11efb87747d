/**
 * The way of a state to the shards and of their exact sum back. The way shows in no bit. May import
 * {@code train.step}, {@code data.shard}, {@code linalg} and Spark.
 */
package dev.lockstep.train.exchange;
