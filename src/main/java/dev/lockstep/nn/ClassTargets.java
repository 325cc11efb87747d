package dev.lockstep.nn;

import java.util.function.IntUnaryOperator;

/**
 * One-hot targets of classes.
 *
 * @param labels [B], each a class
 * @param weights [B]; null where all are 1
 * @param smoothing the share of a one-hot target that is spread evenly over all classes, in [0, 1)
 * @param ends of the groups
 */
@SuppressWarnings("ArrayRecordComponent") // It is handed on, never compared.
public record ClassTargets(int[] labels, float[] weights, float smoothing, int[] ends)
    implements Targets {

  /** Returns the share of a target that every output gets, the label's too. */
  double spread(int outputs) {
    return (double) smoothing / Math.max(2, outputs);
  }

  /**
   * Returns true if an output's target is 1 for an example; a single output's target is the label.
   */
  boolean isOne(int example, int output, int outputs) {
    return labels[example] == (outputs == 1 ? 1 : output);
  }

  @Override
  public float value(int example, int output, int outputs) {
    double spread = spread(outputs);
    return (float) (isOne(example, output, outputs) ? 1 - smoothing + spread : spread);
  }

  @Override
  public ClassTargets asClasses() {
    return this;
  }

  @Override
  public int hits(IntUnaryOperator classOf, int from, int end) {
    int hits = 0;
    for (int b = from; b < end; b++) {
      hits += classOf.applyAsInt(b) == labels[b] ? 1 : 0;
    }
    return hits;
  }
}
