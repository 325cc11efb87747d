/**
 * The commands of scheduled retraining and of its registry. May import {@code cli.shell}, {@code
 * cli.option}, {@code cli.train}, {@code retrain}, {@code registry} and the packages below {@code
 * cli}.
 */
package dev.lockstep.cli.retrain;
