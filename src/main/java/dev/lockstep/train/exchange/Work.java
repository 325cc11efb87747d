package dev.lockstep.train.exchange;

import dev.lockstep.train.step.StepState;
import java.io.Serializable;

/** What is sent to an executor for a sum. */
record Work(StepState state, int[] exponents) implements Serializable {}
