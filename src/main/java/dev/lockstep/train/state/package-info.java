/**
 * The progress of a training: its state, its epochs, their evaluation, its result. May import
 * {@code train.exchange}, {@code train.step} and their imports.
 */
package dev.lockstep.train.state;
