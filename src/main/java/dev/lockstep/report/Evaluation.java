package dev.lockstep.report;

/**
 * How a model does on a data set; each example counts once, whatever its weight in training.
 *
 * @param meanLoss the mean of the examples' losses; NaN where one is not finite
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

  /** The examples of a class. */
  public long actual(int c) {
    long sum = 0;
    for (long n : confusion[c]) {
      sum += n;
    }
    return sum;
  }

  /** The examples taken for a class. */
  public long predicted(int c) {
    long sum = 0;
    for (long[] row : confusion) {
      sum += row[c];
    }
    return sum;
  }

  /** Of the examples taken for the class, the share that are of it; 0 where there are none. */
  public double precision(int c) {
    return ratio(confusion[c][c], predicted(c));
  }

  /** Of the class' examples, the share taken for it; 0 where there are none. */
  public double recall(int c) {
    return ratio(confusion[c][c], actual(c));
  }

  /** The harmonic mean of precision and recall; 0 where both are. */
  public double f1(int c) {
    return ratio(2 * confusion[c][c], predicted(c) + actual(c));
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
