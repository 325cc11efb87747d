/**
 * Reads IDX files, the format of MNIST. May import {@code text}, {@code data} and {@code
 * data.fetch}.
 */
package dev.lockstep.data.idx;
