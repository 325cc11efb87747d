/**
 * Networks, losses, initialisation, and the hand-coded gradient ({@link dev.lockstep.nn.Mlp}). May
 * import {@code linalg}; no Spark.
 */
package dev.lockstep.nn;
