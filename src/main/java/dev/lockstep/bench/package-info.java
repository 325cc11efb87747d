/**
 * Measurements of the arithmetic on one core, without Spark. May import {@code nn} and {@code
 * linalg}.
 */
package dev.lockstep.bench;
