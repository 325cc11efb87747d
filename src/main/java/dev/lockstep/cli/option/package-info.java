/**
 * Options that several commands share. May import {@code cli.shell} and the packages below {@code
 * cli}.
 */
package dev.lockstep.cli.option;
