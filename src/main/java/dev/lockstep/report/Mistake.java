package dev.lockstep.report;

import java.io.Serializable;
import java.util.Comparator;

/**
 * An example that a model classifies wrongly.
 *
 * @param loss of the example
 * @param idHigh the first half of the example's id
 * @param idLow the second half
 * @param actual its class
 * @param predicted the class that the model takes it for
 * @param probability that the model gives the predicted class; NaN if the outputs are not
 *     probabilities
 * @param features as the model's scaling takes them, the first {@link #MOST_FEATURES} at most
 */
public record Mistake(
    double loss,
    long idHigh,
    long idLow,
    int actual,
    int predicted,
    float probability,
    float[] features)
    implements Serializable {
  /** So many features are kept: a picture of 128 x 128 points. */
  public static final int MOST_FEATURES = 128 * 128;

  /** The highest loss first; equal losses by content. */
  static final Comparator<Mistake> WORST_FIRST =
      Comparator.comparingDouble(Mistake::loss)
          .reversed()
          .thenComparingLong(Mistake::idHigh)
          .thenComparingLong(Mistake::idLow);
}
