package dev.lockstep.optim;

import dev.lockstep.linalg.Slices;
import dev.lockstep.text.Range;
import java.io.Serializable;
import java.util.List;

/**
 * A penalty on the weights' size: l1 times the sum of their magnitudes, and l2 times half the sum
 * of their squares. At 0, a magnitude's slope is 0.
 *
 * @param l1 0 or more
 * @param l2 0 or more
 * @param weights where the weights lie among the parameters; biases have no penalty
 */
public record Penalty(float l1, float l2, List<Span> weights) implements GradientChange {
  /** Parameters from one index up to another, exclusive. */
  public record Span(int from, int end) implements Serializable {}

  public Penalty {
    Range.FINITE_ZERO_OR_MORE.require("l1", l1);
    Range.FINITE_ZERO_OR_MORE.require("l2", l2);
    weights = List.copyOf(weights);
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  /** Adds the penalty's gradient. */
  @Override
  public void apply(float[] parameters, float[] meanGradient, Slices slices) {
    if (l1 == 0 && l2 == 0) {
      return;
    }
    slices.run(
        parameters.length,
        (from, end) -> {
          for (Span span : weights) {
            add(parameters, meanGradient, Math.max(from, span.from), Math.min(end, span.end));
          }
        });
  }

  private void add(float[] parameters, float[] meanGradient, int from, int end) {
    for (int i = from; i < end; i++) {
      float withL2 = Math.fma(l2, parameters[i], meanGradient[i]);
      meanGradient[i] = Math.fma(l1, Math.signum(parameters[i]), withL2);
    }
  }
}
