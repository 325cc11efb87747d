package dev.lockstep.report;

/**
 * A class's counts of examples.
 *
 * @param correct those of the class that are predicted as it
 * @param predicted all that are predicted as the class
 * @param actual all of the class
 */
public record ClassCounts(long correct, long predicted, long actual) {

  /** Returns the share of correct ones among the examples predicted as the class; 0 without any. */
  public double precision() {
    return ratio(correct, predicted);
  }

  /** Returns the share of the class's examples that are predicted as it; 0 without any. */
  public double recall() {
    return ratio(correct, actual);
  }

  /** Returns the harmonic mean of precision and recall; 0 if both are 0. */
  public double f1() {
    return ratio(2 * correct, predicted + actual);
  }

  /** Returns a part's share of the whole; 0 of nothing. */
  static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
