package dev.lockstep.retrain;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.report.ClassCounts;
import dev.lockstep.report.Disagreements;
import dev.lockstep.report.Metric;
import dev.lockstep.report.paired.PairedEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A paired randomization test for measures that are no means over examples, such as the mean of the
 * classes' F1 (Yeh, "More accurate tests for the statistical significance of result differences",
 * COLING 2000). If the models are equally good, they could change places on every example on which
 * they disagree. The test lets them do so at random, thousands of times, and counts how often the
 * gain is as large as the measured one. Its random numbers are addressed and its counts are whole
 * numbers, so the same scores give the same p.
 */
final class SwapTest {
  private static final int MOST_ROUNDS = 9_999;
  private static final int LEAST_ROUNDS = 999;

  /** The random words of all rounds together, unless there are too few rounds then. */
  private static final long WORDS = 200_000_000;

  /** Equal gains may differ by this much, because their terms are added in another order. */
  private static final double ROUNDING = 1e-12;

  private final PairedEvaluation scores;
  private final Metric metric;
  private final List<ClassCounts> firstClasses;
  private final List<ClassCounts> secondClasses;
  private final List<Cell> cells = new ArrayList<>();
  private final AddressedRandom random = AddressedRandom.of(0, "swap test");
  private long words;

  /** A number of examples of one class that the models predict as two classes. */
  private record Cell(int actual, int first, int second, long count) {}

  private SwapTest(PairedEvaluation scores, Metric metric) {
    this.scores = scores;
    this.metric = metric;
    firstClasses = scores.first().perClass();
    secondClasses = scores.second().perClass();
    Disagreements counts = scores.disagreements();
    for (int i = 0; i < scores.first().classes(); i++) {
      for (int j = 0; j < scores.first().classes(); j++) {
        add(i, i, j, counts.onlyFirst()[i][j]);
        add(i, j, i, counts.onlySecond()[i][j]);
        // No measure asks for the actual class of what both have wrong.
        add(-1, i, j, counts.bothWrong()[i][j]);
      }
    }
  }

  private void add(int actual, int first, int second, long count) {
    if (count > 0) {
      cells.add(new Cell(actual, first, second, count));
      words += (count + Long.SIZE - 1) / Long.SIZE;
    }
  }

  /** Returns the test of a measure that is a function of the confusion matrix. */
  static PairedTest of(PairedEvaluation scores, Metric metric) {
    return new SwapTest(scores, metric).run();
  }

  private PairedTest run() {
    double gain = scores.gain(metric);
    int rounds = (int) Math.max(LEAST_ROUNDS, Math.min(MOST_ROUNDS, WORDS / Math.max(1, words)));
    long asLarge = 0;
    long asFar = 0;
    double squares = 0;
    for (int round = 0; round < rounds; round++) {
      double swapped = swappedGain(random.child(round));
      asLarge += swapped >= gain - ROUNDING ? 1 : 0;
      asFar += Math.abs(swapped) >= Math.abs(gain) - ROUNDING ? 1 : 0;
      squares += swapped * swapped;
    }
    double error = Math.sqrt(squares / rounds);
    return new PairedTest(
        "paired randomization test of " + rounds + " rounds",
        error == 0 ? 0 : gain / error,
        gain,
        (asLarge + 1.0) / (rounds + 1.0),
        (asFar + 1.0) / (rounds + 1.0),
        gain - PairedTest.NORMAL_QUANTILE * error,
        gain + PairedTest.NORMAL_QUANTILE * error);
  }

  /** Returns the gain after the models have changed places on a random half of the examples. */
  private double swappedGain(AddressedRandom ofRound) {
    Tally first = new Tally(firstClasses);
    Tally second = new Tally(secondClasses);
    long index = 0;
    for (Cell cell : cells) {
      long swapped = 0;
      for (long left = cell.count; left > 0; left -= Long.SIZE) {
        long bits = ofRound.bits(index++);
        swapped += Long.bitCount(left >= Long.SIZE ? bits : bits & ((1L << left) - 1));
      }
      first.move(cell.actual, cell.first, cell.second, swapped);
      second.move(cell.actual, cell.second, cell.first, swapped);
    }
    return metric.gain(metric.of(first.perClass()), metric.of(second.perClass()));
  }

  /** A model's counts per class, as they change. */
  private static final class Tally {
    private final long[] correct;
    private final long[] predicted;
    private final long[] actual;

    Tally(List<ClassCounts> classes) {
      correct = classes.stream().mapToLong(ClassCounts::correct).toArray();
      predicted = classes.stream().mapToLong(ClassCounts::predicted).toArray();
      actual = classes.stream().mapToLong(ClassCounts::actual).toArray();
    }

    /** Lets the model predict another class for some examples of a cell. */
    void move(int actualClass, int from, int to, long count) {
      predicted[from] -= count;
      predicted[to] += count;
      if (from == actualClass) {
        correct[from] -= count;
      }
      if (to == actualClass) {
        correct[to] += count;
      }
    }

    List<ClassCounts> perClass() {
      return IntStream.range(0, correct.length)
          .mapToObj(c -> new ClassCounts(correct[c], predicted[c], actual[c]))
          .toList();
    }
  }
}
