/**
 * Fits a preprocessing to the training set. May import {@code text}, {@code linalg}, {@code
 * linalg.exact}, {@code input}, {@code recipe}, {@code data}, {@code data.files}, {@code
 * data.shard} and {@code train}.
 */
package dev.lockstep.train.fit;
