/**
 * A run's folder: its record, its checkpoints, its lock, its replay. May import {@code train} and
 * what is below it.
 */
package dev.lockstep.run;
