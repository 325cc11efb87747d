/**
 * The command line: options, what they make of the packages below, exit codes. May import every
 * package.
 */
package dev.lockstep.cli;
