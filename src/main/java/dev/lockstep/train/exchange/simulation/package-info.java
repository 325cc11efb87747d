/**
 * Runs the rounds of an exchange in one process, with as many executors as wanted, in virtual time.
 * May import {@code train.exchange.rounds}, {@code train.step} and {@code linalg}.
 */
package dev.lockstep.train.exchange.simulation;
