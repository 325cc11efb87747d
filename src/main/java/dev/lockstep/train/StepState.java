package dev.lockstep.train;

import java.io.Serializable;

/**
 * What the executors are told before they set out. What they do is a pure function of this and of a
 * shard.
 *
 * @param parameters the network's, [P]
 * @param slots the optimizer's state, [slots][P]; empty where only the driver takes steps
 * @param epoch from 0
 * @param step the first step to take, within the epoch, from 0
 * @param stepsBefore steps taken since training began
 * @param learningRates of this step and of those that follow before the next exchange
 * @param exponents of the {@link ExactSum}s
 */
record StepState(
    float[] parameters,
    float[][] slots,
    int epoch,
    long step,
    long stepsBefore,
    double[] learningRates,
    int[] exponents)
    implements Serializable {}
