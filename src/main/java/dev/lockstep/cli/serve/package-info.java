/**
 * The command {@code serve}: which model answers, and when another does; and its benchmark. May
 * import {@code serve}, {@code scorer}, {@code registry} and what they use, {@code data.digits},
 * {@code cli.shell} and {@code cli.option}.
 */
package dev.lockstep.cli.serve;
