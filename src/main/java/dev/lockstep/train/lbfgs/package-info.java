/**
 * L-BFGS over exact sums: Breeze's search, in vectors whose arithmetic has one order. May import
 * what {@code train} may.
 */
package dev.lockstep.train.lbfgs;
