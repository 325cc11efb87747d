/**
 * Measurements of the arithmetic on one core, and what all benchmarks report; without Spark. May
 * import {@code nn} and {@code linalg}.
 */
package dev.lockstep.bench;
