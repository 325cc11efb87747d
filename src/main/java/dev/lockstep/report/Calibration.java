package dev.lockstep.report;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Counts that tell how far a model's probabilities can be trusted. An example falls into one of
 * fifteen bins of equal width by the probability of its predicted class, as in Guo et al., "On
 * calibration of modern neural networks", ICML 2017. All counts are whole numbers, so they do not
 * depend on the order in which they are added.
 */
public final class Calibration implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final int BINS = 15;

  /** A probability is counted as a multiple of 2^-32: two thousand million of them add. */
  private static final double UNIT = 0x1p-32;

  private final long[] examples = new long[BINS];
  private final long[] correct = new long[BINS];
  private final long[] confidence = new long[BINS];

  /**
   * Adds an example.
   *
   * @param probability of the predicted class, from 0 to 1; one that is not a number counts as 0
   */
  public void add(float probability, boolean isCorrect) {
    int bin = Math.max(0, (int) Math.ceil((double) probability * BINS) - 1);
    examples[bin]++;
    correct[bin] += isCorrect ? 1 : 0;
    confidence[bin] += Math.round(probability / UNIT);
  }

  /** Adds another's counts. */
  public void add(Calibration other) {
    for (int bin = 0; bin < BINS; bin++) {
      examples[bin] += other.examples[bin];
      correct[bin] += other.correct[bin];
      confidence[bin] += other.confidence[bin];
    }
  }

  /**
   * Returns the calibration of recorded counts.
   *
   * @param examples [BINS], not negative
   * @param correct [BINS], from 0 to the examples
   * @param meanConfidence [BINS], from 0 to 1
   * @throws IllegalArgumentException if they are not
   */
  public static Calibration of(long[] examples, long[] correct, double[] meanConfidence) {
    Calibration calibration = new Calibration();
    for (int bin = 0; bin < BINS; bin++) {
      boolean possible =
          correct[bin] >= 0
              && correct[bin] <= examples[bin]
              && examples[bin] <= Integer.MAX_VALUE
              && meanConfidence[bin] >= 0
              && meanConfidence[bin] <= 1;
      if (!possible) {
        throw new IllegalArgumentException("the counts of bin " + bin + " cannot be");
      }
      calibration.examples[bin] = examples[bin];
      calibration.correct[bin] = correct[bin];
      calibration.confidence[bin] = Math.round(meanConfidence[bin] * examples[bin] / UNIT);
    }
    return calibration;
  }

  /** Returns the number of examples in a bin. */
  public long examples(int bin) {
    return examples[bin];
  }

  /** Returns the number of examples in a bin whose predicted class is right. */
  public long correct(int bin) {
    return correct[bin];
  }

  /** Returns the mean probability in a bin; 0 without examples. */
  public double meanConfidence(int bin) {
    return examples[bin] == 0 ? 0 : confidence[bin] * UNIT / examples[bin];
  }

  /**
   * Returns the expected calibration error: the mean over all examples of the distance, in their
   * bin, of the share of correct ones from the mean probability; 0 without examples.
   */
  public double expectedError() {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(correct[bin] - confidence[bin] * UNIT);
    }
    return sum / Math.max(1, Arrays.stream(examples).sum());
  }
}
