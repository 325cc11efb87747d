/**
 * The driver loop and what it sends to the executors; the only package that starts Spark jobs for
 * training. May import every package but {@code cli}, {@code ml}, {@code predict} and {@code
 * export}. One step, top to bottom: {@link dev.lockstep.train.Trainer}, {@link
 * dev.lockstep.train.Exchange}, {@link dev.lockstep.train.StepJob}, {@link
 * dev.lockstep.train.ShardTask}, {@link dev.lockstep.train.Averaging}, {@link
 * dev.lockstep.train.ShardGradient}, {@link dev.lockstep.nn.Mlp}, {@link
 * dev.lockstep.linalg.Kernels}, {@link dev.lockstep.linalg.ExactSum}, {@link
 * dev.lockstep.optim.Optimizer}.
 */
package dev.lockstep.train;
