/**
 * Content-addressed examples as logical shards on the executors. May import {@code data}, {@code
 * nn} and {@code linalg}.
 */
package dev.lockstep.data.shard;
