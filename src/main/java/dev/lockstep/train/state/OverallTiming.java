package dev.lockstep.train.state;

/**
 * The steps, examples and time that led to a run's parameters, of all its processes; without what
 * was lost between a checkpoint and a kill.
 *
 * @param steps updates of the parameters, and steps that had no examples
 * @param examples examples that went into them
 * @param seconds that training took
 */
public record OverallTiming(long steps, long examples, double seconds) {
  public double examplesPerSecond() {
    return examples / seconds;
  }
}
