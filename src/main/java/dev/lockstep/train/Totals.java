package dev.lockstep.train;

/**
 * What led to a run's parameters, in all of its processes; not what was lost between a checkpoint
 * and a kill.
 *
 * @param steps updates of the parameters, and steps that had no examples
 * @param examples examples that went into them
 * @param seconds that training took
 */
public record Totals(long steps, long examples, double seconds) {
  public double examplesPerSecond() {
    return examples / seconds;
  }
}
