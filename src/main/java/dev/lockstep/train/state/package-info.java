/**
 * What a training has reached: its state, its epochs, their evaluation, its result. May import
 * {@code train.exchange}, {@code train.step} and what these may.
 */
package dev.lockstep.train.state;
