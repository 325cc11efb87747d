package dev.lockstep.train.exchange.simulation;

import java.util.function.LongToDoubleFunction;

/**
 * The machines and links of a simulation. Every node has a link to all others.
 *
 * @param bytesPerSecond of a link, each way
 * @param latencySeconds from the last byte sent to the last byte received
 * @param sharedCores the cores of one machine that all nodes share; 0 if each has a core of its own
 * @param delaySeconds what the n-th message takes in addition
 */
public record Network(
    double bytesPerSecond,
    double latencySeconds,
    int sharedCores,
    LongToDoubleFunction delaySeconds) {

  /** Returns nodes with a machine and a link each. */
  public static Network of(double gigabitsPerSecond, double latencySeconds) {
    return new Network(gigabitsPerSecond * 1e9 / 8, latencySeconds, 0, n -> 0);
  }
}
