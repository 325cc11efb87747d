package dev.lockstep.train.state;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Mistake;
import dev.lockstep.report.ValueEvaluation;
import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import dev.lockstep.train.step.Batch;
import java.util.List;
import java.util.stream.IntStream;

/** Sums of the errors of numbers that are predicted. T: numbers of an example. */
final class ValueTally extends Tally {
  private static final long serialVersionUID = 1L;

  private static final int MOST_COUNTED = 8;

  private final ValueTask task;
  private final boolean isOfCounts;
  private final ExactSum loss = new ExactSum(LOSS_EXPONENT);
  private final ErrorSums[] sums;

  /** Of the first targets; none if no page is made. */
  private final ErrorCounts[] counts;

  ValueTally(Network network, ValueTask task, int mostMistakes) {
    this.task = task;
    isOfCounts = network.loss().function().isOfCounts();
    sums =
        IntStream.range(0, task.scaling().targets())
            .mapToObj(t -> new ErrorSums(task.scaling().offsets().get(t)))
            .toArray(ErrorSums[]::new);
    int counted = mostMistakes == 0 ? 0 : Math.min(MOST_COUNTED, sums.length);
    counts = IntStream.range(0, counted).mapToObj(this::noCounts).toArray(ErrorCounts[]::new);
  }

  private ErrorCounts noCounts(int target) {
    TargetScaling scaling = task.scaling();
    return ErrorCounts.around(
        scaling.offsets().get(target), scaling.divisors().get(target), isOfCounts);
  }

  @Override
  double score(Batch batch, float[] parameters, Shard shard, int from, int count) {
    float[] outputs = batch.logits(parameters, count);
    int[] ends = {count};
    double lossSum = batch.mlp.lossSum(outputs, batch.targets(task, null, 0, ends), count, null);
    add(outputs, batch.values, count);
    return lossSum;
  }

  /**
   * Adds scored examples, without their losses.
   *
   * @param outputs [B x T], of the network's output function
   * @param values [B x T], the targets
   */
  void add(float[] outputs, double[] values, int count) {
    TargetScaling scaling = task.scaling();
    for (int b = 0; b < count; b++) {
      for (int t = 0; t < sums.length; t++) {
        int i = b * sums.length + t;
        double predicted = scaling.toValue(t, outputs[i]);
        sums[t].add(predicted, values[i], isOfCounts);
        if (t < counts.length) {
          counts[t].add(predicted, values[i]);
        }
      }
    }
  }

  @Override
  void endShard(double lossSum) {
    loss.add(lossSum);
    for (ErrorSums target : sums) {
      target.endShard();
    }
  }

  @Override
  Tally merge(Tally other) {
    ValueTally values = (ValueTally) other;
    loss.add(values.loss);
    for (int t = 0; t < sums.length; t++) {
      sums[t].merge(values.sums[t]);
    }
    for (int t = 0; t < counts.length; t++) {
      counts[t].add(values.counts[t]);
    }
    return this;
  }

  @Override
  Measured measured(long examples) {
    boolean measurable = loss.isFinite() && !loss.overflowed();
    return new ValueEvaluation(
        measurable ? loss.get(0) / examples : Double.NaN,
        IntStream.range(0, sums.length).mapToObj(t -> sums[t].measures(isOfCounts)).toList());
  }

  @Override
  List<Mistake> worst() {
    return List.of();
  }

  @Override
  List<ErrorCounts> errors() {
    return List.of(counts);
  }
}
