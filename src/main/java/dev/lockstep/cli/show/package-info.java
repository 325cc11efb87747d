/**
 * The command {@code show}: examples as pictures in the terminal, with a model's answers. May
 * import {@code cli.option}, {@code cli.shell} and the packages below {@code cli}.
 */
package dev.lockstep.cli.show;
