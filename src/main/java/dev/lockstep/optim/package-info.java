/**
 * Update rules, gradient clipping and learning-rate schedules, which turn a mean gradient into the
 * next parameters. An optimizer's state is plain arrays that the caller keeps. May import {@code
 * text} and {@code linalg}, but no Spark.
 */
package dev.lockstep.optim;
