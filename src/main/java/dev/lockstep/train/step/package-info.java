/**
 * One step: the state that the driver sends, the gradient of a shard, the sum that comes back, and
 * the driver's update. Knows no Spark. May import {@code data.shard}, {@code recipe} and their
 * imports.
 */
package dev.lockstep.train.step;
