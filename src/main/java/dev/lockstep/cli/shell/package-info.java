/**
 * What every command stands on: the terminal, Spark's session, signals, exit codes, and where
 * output may go.
 */
package dev.lockstep.cli.shell;
