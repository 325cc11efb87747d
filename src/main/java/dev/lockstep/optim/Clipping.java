package dev.lockstep.optim;

import dev.lockstep.linalg.Slices;
import dev.lockstep.text.Range;

/**
 * Limits of a gradient. Where both are set, values are limited first and then the norm, so that
 * both limits hold afterwards. An infinite limit has no effect.
 *
 * <p>By norm: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural
 * networks" (ICML 2013), over all parameters together.
 *
 * @param maxNorm limit of the gradient's L2 norm, positive
 * @param maxValue limit of each element's magnitude, positive
 */
public record Clipping(float maxNorm, float maxValue) implements GradientChange {
  public static final Clipping NONE =
      new Clipping(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);

  public Clipping {
    Range.POSITIVE.require("clipNorm", maxNorm);
    Range.POSITIVE.require("clipValue", maxValue);
  }

  /** Returns false if the norm is limited, because that is all elements' norm. */
  @Override
  public boolean isElementwise() {
    return maxNorm == Float.POSITIVE_INFINITY;
  }

  /**
   * Limits a gradient in place. A NaN stays a NaN. A gradient with a NaN or an infinite norm is not
   * scaled, so that divergence stays visible.
   */
  @Override
  public void apply(float[] parameters, float[] meanGradient, Slices slices) {
    if (maxValue < Float.POSITIVE_INFINITY) {
      slices.run(meanGradient.length, (from, end) -> clipValues(meanGradient, from, end));
    }
    if (maxNorm < Float.POSITIVE_INFINITY) {
      clipNorm(meanGradient, slices);
    }
  }

  private void clipValues(float[] gradient, int from, int end) {
    float limit = maxValue;
    for (int i = from; i < end; i++) {
      gradient[i] = Math.max(-limit, Math.min(limit, gradient[i]));
    }
  }

  private void clipNorm(float[] gradient, Slices slices) {
    double norm = norm(gradient);
    if (norm > maxNorm && norm < Double.POSITIVE_INFINITY) {
      // A double, because next to a huge norm the factor is too small for a float.
      double factor = maxNorm / norm;
      slices.run(gradient.length, (from, end) -> scale(gradient, factor, from, end));
    }
  }

  private static void scale(float[] gradient, double factor, int from, int end) {
    for (int i = from; i < end; i++) {
      gradient[i] = (float) (gradient[i] * factor);
    }
  }

  /** Returns the L2 norm, summed in index order; squares of floats cannot overflow a double. */
  private static double norm(float[] gradient) {
    double sum = 0;
    for (float g : gradient) {
      sum += (double) g * g;
    }
    return Math.sqrt(sum);
  }
}
