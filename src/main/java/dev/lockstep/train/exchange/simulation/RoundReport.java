package dev.lockstep.train.exchange.simulation;

import dev.lockstep.train.step.StepSum;
import java.util.Optional;

/**
 * A simulated round.
 *
 * @param sum what the driver has in the end; empty if messages were lost
 * @param seconds from the state to the update, in virtual time
 * @param messages that were sent
 * @param driverBytesOut the bytes that the driver sent
 * @param driverBytesIn the bytes that it received
 */
public record RoundReport(
    Optional<StepSum> sum,
    double seconds,
    long messages,
    long driverBytesOut,
    long driverBytesIn) {}
