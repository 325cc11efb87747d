package dev.lockstep.train.state;

import dev.lockstep.nn.TargetScaling;
import dev.lockstep.report.Disagreements;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.Measured;
import dev.lockstep.report.ValueEvaluation;
import dev.lockstep.report.paired.PairedEvaluation;
import dev.lockstep.report.paired.PairedMeasures;
import dev.lockstep.report.paired.PairedMeasures.LossGain;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/** What {@link PairedMeasures} are made from, summed exactly over shards. */
final class PairCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  final Tally first;
  final Tally second;

  /** Null where numbers are predicted. */
  final Disagreements disagreements;

  /** The scaling in which losses are compared; null where no counts are predicted. */
  private final TargetScaling ofCounts;

  /** Sums over the shards of the differences of losses and of their squares; decimals are exact. */
  private BigDecimal differences = BigDecimal.ZERO;

  private BigDecimal squares = BigDecimal.ZERO;
  private boolean finite = true;

  PairCounts(ModelPair pair) {
    boolean isOfCounts = pair.first.network().loss().function().isOfCounts();
    ofCounts = isOfCounts ? pair.lossTask().targetScaling().orElseThrow() : null;
    boolean classes = pair.first.task().hasClasses();
    first = Tally.of(pair.first.network(), pair.first.task(), 0);
    second = Tally.of(pair.second.network(), pair.secondTask(), 0);
    disagreements = classes ? new Disagreements(pair.first.network().classes()) : null;
  }

  /** Adds the differences of losses of all examples of a shard. */
  void addDifferences(double sum, double squareSum) {
    if (Double.isFinite(sum) && Double.isFinite(squareSum)) {
      differences = differences.add(new BigDecimal(sum));
      squares = squares.add(new BigDecimal(squareSum));
    } else {
      finite = false;
    }
  }

  PairCounts merge(PairCounts other) {
    first.merge(other.first);
    second.merge(other.second);
    if (disagreements != null) {
      disagreements.add(other.disagreements);
    }
    differences = differences.add(other.differences);
    squares = squares.add(other.squares);
    finite &= other.finite;
    return this;
  }

  PairedMeasures measures(long examples) {
    Measured ofFirst = first.measured(examples);
    Measured ofSecond = second.measured(examples);
    boolean measurable =
        finite && Double.isFinite(ofFirst.meanLoss()) && Double.isFinite(ofSecond.meanLoss());
    LossGain gain = measurable ? lossGain(examples) : new LossGain(Double.NaN, Double.NaN);
    return disagreements == null
        ? ofNumbers((ValueEvaluation) ofFirst, (ValueEvaluation) ofSecond, gain)
        : new PairedEvaluation((Evaluation) ofFirst, (Evaluation) ofSecond, disagreements, gain);
  }

  /** Of counts the least loss is not 0; half the deviance, scaled, is what lies above it. */
  private PairedMeasures ofNumbers(ValueEvaluation one, ValueEvaluation other, LossGain gain) {
    double least = 0;
    if (ofCounts != null) {
      double above = 0;
      for (int t = 0; t < ofCounts.targets(); t++) {
        above += one.targets().get(t).meanDeviance() / (2 * ofCounts.divisors().get(t));
      }
      least = one.meanLoss() - above / ofCounts.targets();
    }
    return new PairedMeasures.Numbers(one, other, gain, least);
  }

  private LossGain lossGain(long examples) {
    BigDecimal count = BigDecimal.valueOf(examples);
    BigDecimal mean = differences.divide(count, MathContext.DECIMAL128);
    BigDecimal ofMean = differences.multiply(differences).divide(count, MathContext.DECIMAL128);
    BigDecimal freedom = BigDecimal.valueOf(Math.max(1, examples - 1));
    BigDecimal variance = squares.subtract(ofMean).divide(freedom, MathContext.DECIMAL128);
    return new LossGain(mean.doubleValue(), Math.max(0, variance.doubleValue()));
  }
}
