/**
 * The commands {@code train} and {@code verify}. May import {@code cli.option}, {@code cli.shell}
 * and the packages below {@code cli}.
 */
package dev.lockstep.cli.train;
