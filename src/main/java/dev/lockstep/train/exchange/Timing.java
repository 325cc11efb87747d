package dev.lockstep.train.exchange;

/**
 * The time of a training and its parts.
 *
 * @param steps updates of the parameters, and steps without examples
 * @param examples the examples of these steps
 * @param seconds from the first step's beginning to the last one's end
 * @param computeSeconds of these, computing gradients (in each step, the partition that took
 *     longest)
 * @param sparkSeconds of these, waiting for Spark: jobs and broadcasts, less the computation
 */
public record Timing(
    long steps, long examples, double seconds, double computeSeconds, double sparkSeconds) {
  public double examplesPerSecond() {
    return seconds > 0 ? examples / seconds : 0;
  }

  /** Returns the rest of the time: dividing, clipping, updating, validation, listeners. */
  public double driverSeconds() {
    return seconds - computeSeconds - sparkSeconds;
  }
}
