/** The command line: its commands, and the exit codes. May import every package. */
package dev.lockstep.cli;
