package dev.lockstep.train;

import java.io.Serializable;
import java.util.Locale;

/**
 * Which examples are held out of training, and when what they say ends it.
 *
 * @param validation share of the examples that is held out, by content, in [0, 1)
 * @param patience epochs without a better measure after which training ends; 0 for never
 * @param measure what is watched
 */
public record Stopping(double validation, int patience, Measure measure) implements Serializable {
  /** Nothing is held out. */
  public static final Stopping NEVER = new Stopping(0, 0, Measure.LOSS);

  /** Of the examples held out. */
  public enum Measure {
    LOSS,
    ACCURACY;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Stopping {
    if (!(validation >= 0 && validation < 1)) {
      throw new IllegalArgumentException(
          "--validation must be 0 or more and below 1: " + validation);
    }
    if (patience < 0) {
      throw new IllegalArgumentException("--early-stopping must be 0 or more: " + patience);
    }
    if (patience > 0 && validation == 0) {
      throw new IllegalArgumentException(
          "--early-stopping needs examples to watch: set --validation, as in --validation 0.1");
    }
  }
}
