package dev.lockstep.nn;

import java.util.function.IntUnaryOperator;

/**
 * Numbers as targets, one for each output.
 *
 * @param values [B x C], scaled as the outputs are
 * @param weights [B]; null where all are 1
 * @param ends of the groups
 */
@SuppressWarnings("ArrayRecordComponent") // It is handed on, never compared.
public record ValueTargets(float[] values, float[] weights, int[] ends) implements Targets {

  @Override
  public float value(int example, int output, int outputs) {
    return values[example * outputs + output];
  }

  @Override
  public ClassTargets asClasses() {
    throw new IllegalStateException("numbers, where classes are due");
  }

  @Override
  public int hits(IntUnaryOperator classOf, int from, int end) {
    return 0;
  }
}
