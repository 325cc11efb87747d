/** The {@code bench} commands and what they measure. May import every package. */
package dev.lockstep.cli.bench;
