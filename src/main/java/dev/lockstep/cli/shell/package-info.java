/**
 * The base of every command: the terminal, Spark's session, signals, exit codes, and the place of
 * output.
 */
package dev.lockstep.cli.shell;
