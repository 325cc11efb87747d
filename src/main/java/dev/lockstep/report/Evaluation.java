package dev.lockstep.report;

/**
 * A model's measures on a data set; each example counts once, whatever its weight in training.
 *
 * @param meanLoss the mean of the examples' losses; NaN if one is not finite
 * @param confusion [actual class][predicted class], counts of examples
 */
public record Evaluation(double meanLoss, long[][] confusion) {

  public int classes() {
    return confusion.length;
  }

  public long count() {
    long sum = 0;
    for (int c = 0; c < classes(); c++) {
      sum += actual(c);
    }
    return sum;
  }

  public long correct() {
    long sum = 0;
    for (int c = 0; c < classes(); c++) {
      sum += confusion[c][c];
    }
    return sum;
  }

  public double accuracy() {
    return ratio(correct(), count());
  }

  /** Returns the number of examples of a class. */
  public long actual(int c) {
    long sum = 0;
    for (long n : confusion[c]) {
      sum += n;
    }
    return sum;
  }

  /** Returns the number of examples predicted as a class. */
  public long predicted(int c) {
    long sum = 0;
    for (long[] row : confusion) {
      sum += row[c];
    }
    return sum;
  }

  /** Returns the share of correct ones among the examples predicted as the class; 0 without any. */
  public double precision(int c) {
    return ratio(confusion[c][c], predicted(c));
  }

  /** Returns the share of the class's examples that are predicted as it; 0 without any. */
  public double recall(int c) {
    return ratio(confusion[c][c], actual(c));
  }

  /** Returns the harmonic mean of precision and recall; 0 if both are 0. */
  public double f1(int c) {
    return ratio(2 * confusion[c][c], predicted(c) + actual(c));
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
