package dev.lockstep.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model's measures on a data set of classes; each example counts once, whatever its weight in
 * training.
 *
 * @param meanLoss the mean of the examples' losses; NaN if one is not finite
 * @param confusion [actual class][predicted class], counts of examples
 * @param calibration of the probabilities; empty if the outputs are not probabilities
 */
public record Evaluation(double meanLoss, long[][] confusion, Optional<Calibration> calibration)
    implements Measured {

  /** Creates the measures of a model without probabilities. */
  public Evaluation(double meanLoss, long[][] confusion) {
    this(meanLoss, confusion, Optional.empty());
  }

  @Override
  public String line() {
    return String.format(
        Locale.ROOT,
        "accuracy %.2f%% (%,d of %,d), mean loss %.4f",
        100 * accuracy(),
        correct(),
        count(),
        meanLoss);
  }

  @Override
  public String toString() {
    return "Evaluation: " + line();
  }

  public int classes() {
    return confusion.length;
  }

  @Override
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
    return ClassCounts.ratio(correct(), count());
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

  public ClassCounts of(int c) {
    return new ClassCounts(confusion[c][c], predicted(c), actual(c));
  }

  /** Returns the counts of each class. */
  public List<ClassCounts> perClass() {
    return IntStream.range(0, classes()).mapToObj(this::of).toList();
  }

  public double precision(int c) {
    return of(c).precision();
  }

  public double recall(int c) {
    return of(c).recall();
  }

  public double f1(int c) {
    return of(c).f1();
  }
}
