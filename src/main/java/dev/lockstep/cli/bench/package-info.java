/** The {@code bench} commands and their measurements. May import every package. */
package dev.lockstep.cli.bench;
