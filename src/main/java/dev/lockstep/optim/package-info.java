/**
 * Update rules, gradient clipping and learning-rate schedules: what turns a mean gradient into the
 * next parameters. Owns no state; an optimizer's state is plain arrays that the caller keeps.
 * Imports only the JDK, and may import {@code linalg}; no Spark.
 */
package dev.lockstep.optim;
