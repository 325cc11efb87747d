/**
 * Text that a person reads: in a terminal, and in messages about settings. May import nothing of
 * Lockstep's.
 */
package dev.lockstep.text;
