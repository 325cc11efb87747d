/**
 * Networks, losses, initialisation, and the hand-coded gradient ({@link dev.lockstep.nn.Mlp}). May
 * import {@code text} and {@code linalg}, but no Spark.
 */
package dev.lockstep.nn;
