/**
 * The distribution of a training set, and how far later data have moved from it. May import {@code
 * text}, {@code storage}, {@code linalg}, {@code input}, {@code model.file}, {@code data}, {@code
 * data.shard}, {@code train.fit} and {@code retrain}.
 */
package dev.lockstep.retrain.drift;
