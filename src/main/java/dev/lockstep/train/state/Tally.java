package dev.lockstep.train.state;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.report.Measured;
import dev.lockstep.report.Mistake;
import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import dev.lockstep.train.step.Batch;
import java.io.Serializable;
import java.util.List;

/** What one model's {@link Measured} are made from, summed exactly over shards. */
abstract sealed class Tally implements Serializable permits ClassTally, ValueTally {
  private static final long serialVersionUID = 1L;

  /** Losses are rounded to the millionth. */
  static final int LOSS_EXPONENT = 20;

  /**
   * Returns sums over no examples.
   *
   * @param mostMistakes how many of the worst mistakes are kept; with none, no errors are counted
   */
  static Tally of(Network network, Task task, int mostMistakes) {
    return task instanceof ValueTask values
        ? new ValueTally(network, values, mostMistakes)
        : new ClassTally(network, mostMistakes);
  }

  /**
   * Scores the examples loaded, of a shard, and counts them.
   *
   * @param from the place in the shard of the first of them; the others follow
   * @return the sum of their losses
   */
  abstract double score(Batch batch, float[] parameters, Shard shard, int from, int count);

  /** Adds the losses of all examples of a shard, which ends. */
  abstract void endShard(double lossSum);

  /** Adds another's sums, of the same kind. */
  abstract Tally merge(Tally other);

  abstract Measured measured(long examples);

  /** Returns the worst mistakes, the worst first. */
  abstract List<Mistake> worst();

  /** Returns the counts of the first targets' errors; none of classes. */
  abstract List<ErrorCounts> errors();
}
