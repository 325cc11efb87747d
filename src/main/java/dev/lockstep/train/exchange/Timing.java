package dev.lockstep.train.exchange;

/**
 * Where the time went.
 *
 * @param steps updates of the parameters, and steps that had no examples
 * @param examples examples that went into them
 * @param seconds from the first step's beginning to the last one's end
 * @param computeSeconds of these, computing gradients (in each step, the partition that took
 *     longest)
 * @param sparkSeconds of these, waiting for Spark: jobs and broadcasts, less the computation
 */
public record Timing(
    long steps, long examples, double seconds, double computeSeconds, double sparkSeconds) {
  public double examplesPerSecond() {
    return examples / seconds;
  }

  /** The rest: dividing, clipping, updating, validation, listeners. */
  public double driverSeconds() {
    return seconds - computeSeconds - sparkSeconds;
  }
}
