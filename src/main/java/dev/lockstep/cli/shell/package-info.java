/**
 * The base of every command: the terminal, Spark's session, signals, exit codes, and the place of
 * output. May import the packages below {@code cli}.
 */
package dev.lockstep.cli.shell;
