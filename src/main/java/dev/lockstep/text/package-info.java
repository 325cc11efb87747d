/**
 * Text that a person reads: in a terminal, and in messages about settings; and the formats of files
 * that are not text. Imports nothing of Lockstep.
 */
package dev.lockstep.text;
