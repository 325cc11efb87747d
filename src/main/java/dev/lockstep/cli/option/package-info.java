/**
 * Options that several commands have, and what they say. May import {@code cli.shell} and what is
 * below {@code cli}.
 */
package dev.lockstep.cli.option;
