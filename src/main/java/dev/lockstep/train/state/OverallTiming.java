package dev.lockstep.train.state;

/**
 * The steps, examples and time behind a run's parameters, over all its processes; without the part
 * lost between a checkpoint and a kill.
 *
 * @param steps updates of the parameters, and steps without examples
 * @param examples the examples of these steps
 * @param seconds of training
 */
public record OverallTiming(long steps, long examples, double seconds) {
  public double examplesPerSecond() {
    return seconds > 0 ? examples / seconds : 0;
  }
}
