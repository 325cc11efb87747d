package dev.lockstep.train.state;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Mistake;
import dev.lockstep.report.ValueEvaluation;
import dev.lockstep.train.step.Batch;
import java.util.List;
import java.util.stream.IntStream;

/** Sums of the errors of numbers that are predicted. T: numbers of an example. */
final class ValueTally extends Tally {
  private static final long serialVersionUID = 1L;

  private final ValueTask task;
  private final boolean isOfCounts;
  private final ExactSum loss = new ExactSum(LOSS_EXPONENT);
  private final ErrorSums[] errors;

  ValueTally(Network network, ValueTask task) {
    this.task = task;
    isOfCounts = network.loss().function().isOfCounts();
    errors =
        IntStream.range(0, task.scaling().targets())
            .mapToObj(t -> new ErrorSums(task.scaling().offsets().get(t)))
            .toArray(ErrorSums[]::new);
  }

  @Override
  double score(Batch batch, float[] parameters, Shard shard, int from, int count) {
    float[] outputs = batch.logits(parameters, count);
    int[] ends = {count};
    double lossSum = batch.mlp.lossSum(outputs, batch.targets(task, null, 0, ends), count, null);
    TargetScaling scaling = task.scaling();
    for (int b = 0; b < count; b++) {
      for (int t = 0; t < errors.length; t++) {
        int i = b * errors.length + t;
        double predicted = scaling.toValue(t, outputs[i]); // Outputs by now.
        errors[t].add(predicted, batch.values[i], isOfCounts);
      }
    }
    return lossSum;
  }

  @Override
  void endShard(double lossSum) {
    loss.add(lossSum);
    for (ErrorSums sums : errors) {
      sums.endShard();
    }
  }

  @Override
  Tally merge(Tally other) {
    ValueTally values = (ValueTally) other;
    loss.add(values.loss);
    for (int t = 0; t < errors.length; t++) {
      errors[t].merge(values.errors[t]);
    }
    return this;
  }

  @Override
  Measured measured(long examples) {
    boolean measurable = loss.isFinite() && !loss.overflowed();
    return new ValueEvaluation(
        measurable ? loss.get(0) / examples : Double.NaN,
        IntStream.range(0, errors.length).mapToObj(t -> errors[t].measures(isOfCounts)).toList());
  }

  @Override
  List<Mistake> worst() {
    return List.of();
  }
}
