/**
 * The driver's loop, and its preparations: the scaling, the memory, a warm JVM. Its rooms, from the
 * bottom: {@code step} computes a step's sums and updates, {@code exchange} sends states out and
 * brings sums back, {@code state} is the progress of a training, {@code lbfgs} is the other loop.
 * May import its rooms and what these import. None of them imports {@code cli}, {@code ml}, {@code
 * run}, {@code predict} or {@code export}; ArchitectureTest holds all imports.
 *
 * <p>One step, top to bottom: {@link dev.lockstep.train.Trainer}, {@link
 * dev.lockstep.train.exchange.Exchange}, {@link dev.lockstep.train.exchange.StepJob}, {@link
 * dev.lockstep.train.exchange.ShardTask}, {@link dev.lockstep.train.step.Averaging}, {@link
 * dev.lockstep.train.step.ShardGradient}, {@link dev.lockstep.nn.Mlp}, {@link
 * dev.lockstep.linalg.Kernels}, {@link dev.lockstep.linalg.exact.ExactSum}, {@link
 * dev.lockstep.optim.Update}.
 */
package dev.lockstep.train;
