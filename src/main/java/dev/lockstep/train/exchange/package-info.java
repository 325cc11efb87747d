/**
 * Sends a state to the shards and brings their exact sum back; the bits do not depend on the way.
 * May import {@code train.step}, {@code data.shard}, {@code linalg} and Spark.
 */
package dev.lockstep.train.exchange;
