/**
 * The driver's loop, and what is found out before it begins: the scaling, the memory, a warm JVM.
 * Its rooms, from the bottom: {@code step} is what a shard computes and the driver makes of it,
 * {@code exchange} carries states out and sums back, {@code state} is what a training has reached,
 * {@code lbfgs} is the other loop. None of them imports {@code cli}, {@code ml}, {@code run},
 * {@code predict} or {@code export}; ArchitectureTest has all arrows.
 *
 * <p>One step, top to bottom: {@link dev.lockstep.train.Trainer}, {@link
 * dev.lockstep.train.exchange.Exchange}, {@link dev.lockstep.train.exchange.StepJob}, {@link
 * dev.lockstep.train.exchange.ShardTask}, {@link dev.lockstep.train.step.Averaging}, {@link
 * dev.lockstep.train.step.ShardGradient}, {@link dev.lockstep.nn.Mlp}, {@link
 * dev.lockstep.linalg.Kernels}, {@link dev.lockstep.linalg.ExactSum}, {@link
 * dev.lockstep.optim.Update}.
 */
package dev.lockstep.train;
