/**
 * Networks, losses, initialisation, and the hand-coded gradient ({@link dev.lockstep.nn.Mlp}). May
 * import {@code text}, {@code linalg} and {@code input}, but no Spark.
 */
package dev.lockstep.nn;
