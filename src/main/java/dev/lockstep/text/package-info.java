/**
 * Text that a person reads: in a terminal, and in messages about settings. Imports nothing of
 * Lockstep.
 */
package dev.lockstep.text;
