/**
 * Content-addressed examples as logical shards on the executors. May import {@code text}, {@code
 * data}, {@code linalg} and {@code input}, {@code nn}.
 */
package dev.lockstep.data.shard;
