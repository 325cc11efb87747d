/**
 * One step: the state that goes out, the gradient of a shard, the sum that comes back, and what the
 * driver makes of it. Knows no Spark. May import {@code data.shard}, {@code recipe} and what is
 * below it.
 */
package dev.lockstep.train.step;
