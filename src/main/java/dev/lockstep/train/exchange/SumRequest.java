package dev.lockstep.train.exchange;

import dev.lockstep.train.step.StepState;
import java.io.Serializable;

/** A state whose sum an executor is to compute. */
record SumRequest(StepState state, int[] exponents) implements Serializable {}
