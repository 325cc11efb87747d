package dev.lockstep.train.exchange.rounds;

import dev.lockstep.train.step.StepState;

/** A state whose sum an executor is to compute. */
public record SumRequest(StepState state, int[] exponents) {}
