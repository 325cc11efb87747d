/** Reads IDX files, the format of MNIST. */
package dev.lockstep.data.idx;
