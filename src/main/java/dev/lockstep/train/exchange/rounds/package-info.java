/**
 * The rounds of an exchange between a driver and executors, without a transport: who sends what to
 * whom, and what follows from a message. May import {@code train.step} and {@code linalg}; knows no
 * Spark, no threads and no clocks.
 */
package dev.lockstep.train.exchange.rounds;
