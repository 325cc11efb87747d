package dev.lockstep.retrain;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.report.Disagreements;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.paired.PairedEvaluation;
import dev.lockstep.report.paired.PairedMeasures.LossGain;

/** The scores of two models, example by example. */
final class SimulatedScores {
  private final long[][] first;
  private final long[][] second;
  private final Disagreements disagreements;
  private double firstLoss;
  private double secondLoss;
  private double squares;
  private long examples;

  SimulatedScores(int classes) {
    first = new long[classes][classes];
    second = new long[classes][classes];
    disagreements = new Disagreements(classes);
  }

  SimulatedScores add(int count, int actual, int firstClass, int secondClass) {
    for (int i = 0; i < count; i++) {
      add(actual, firstClass, secondClass, 0, 0);
    }
    return this;
  }

  void add(int actual, int firstClass, int secondClass, double lossOfFirst, double lossOfSecond) {
    first[actual][firstClass]++;
    second[actual][secondClass]++;
    disagreements.add(actual, firstClass, secondClass);
    firstLoss += lossOfFirst;
    secondLoss += lossOfSecond;
    squares += (lossOfFirst - lossOfSecond) * (lossOfFirst - lossOfSecond);
    examples++;
  }

  PairedEvaluation scores() {
    double mean = (firstLoss - secondLoss) / examples;
    double variance = (squares - examples * mean * mean) / (examples - 1);
    return new PairedEvaluation(
        new Evaluation(firstLoss / examples, first),
        new Evaluation(secondLoss / examples, second),
        disagreements,
        new LossGain(mean, variance));
  }

  /**
   * Two models that are equally good: each has an example of three classes right with probability
   * 0.9, often the same ones, and losses with a long tail.
   */
  static PairedEvaluation equallyGood(int pair, int examples) {
    AddressedRandom ofPair = AddressedRandom.of(pair, "equally good models");
    SimulatedScores scores = new SimulatedScores(3);
    for (int e = 0; e < examples; e++) {
      AddressedRandom random = ofPair.child(e);
      int actual = (int) (3 * random.uniform(0) * random.uniform(1));
      double shared = random.uniform(2);
      scores.add(
          actual,
          predicted(actual, shared, random.child(1)),
          predicted(actual, shared, random.child(2)),
          loss(shared, random.child(1)),
          loss(shared, random.child(2)));
    }
    return scores.scores();
  }

  private static int predicted(int actual, double shared, AddressedRandom random) {
    double doubt = random.uniform(0) < 0.7 ? shared : random.uniform(1);
    return doubt < 0.9 ? actual : (actual + 1 + (int) (2 * random.uniform(2))) % 3;
  }

  private static double loss(double shared, AddressedRandom random) {
    double tail = -Math.log1p(-random.uniform(3));
    return shared + tail * tail * tail;
  }
}
