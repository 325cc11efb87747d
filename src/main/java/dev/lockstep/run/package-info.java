/**
 * A run's folder: its record, its checkpoints, its lock, its replay. May import {@code train} and
 * the packages below it.
 */
package dev.lockstep.run;
