package dev.lockstep.optim;

import dev.lockstep.linalg.Slices;
import dev.lockstep.text.Range;

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015) with decoupled
 * weight decay (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019), in
 * PyTorch's form. With {@code t = step + 1}:
 *
 * <pre>
 *   p = p - learningRate * weightDecay * p
 *   m = beta1 * m + (1 - beta1) * g
 *   v = beta2 * v + (1 - beta2) * g * g
 *   p = p - learningRate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * <p>The bias corrections are worked out once a step, in double, from the betas as floats, so that
 * they undo exactly what the loop does.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 * @param weightDecay share of a parameter that goes at each step, times the learning rate; 0 for
 *     none
 */
public record AdamW(float beta1, float beta2, float epsilon, float weightDecay) implements Stepper {
  /** Twice the digits of a float, for its square, and a few more. */
  private static final int SQUARE_BITS = 54;

  public AdamW {
    Range.DECAY.require("beta1", beta1);
    Range.DECAY.require("beta2", beta2);
    Range.FINITE_POSITIVE.require("epsilon", epsilon);
    Range.FINITE_NOT_NEGATIVE.require("weightDecay", weightDecay);
  }

  /** Returns 2: the first moment {@code m}, then the second moment {@code v}. */
  @Override
  public int slots() {
    return 2;
  }

  /**
   * Returns more bits for second moments: they are squares and need twice the bits. So an element
   * of 2^-26 of the largest gradient still has a second moment after averaging, and is not divided
   * by zero.
   */
  @Override
  public int precisionBits(int slot, int gradientBits) {
    return slot == 0 ? gradientBits : SQUARE_BITS;
  }

  @Override
  public void step(
      float[] parameters,
      float[] meanGradient,
      float[][] slots,
      long step,
      float learningRate,
      Slices slices) {
    Require.notNegative("the step", step);
    Require.shapes(slots(), parameters, meanGradient, slots);
    double t = step + 1.0;
    double correction1 = 1 - StrictMath.pow(beta1, t);
    double correction2 = 1 - StrictMath.pow(beta2, t);
    float rate = (float) (learningRate / correction1);
    float rootScale = (float) (1 / Math.sqrt(correction2));
    float shrink = (float) ((double) learningRate * weightDecay);
    slices.run(
        parameters.length,
        (from, end) ->
            update(
                parameters, meanGradient, slots[0], slots[1], rate, rootScale, shrink, from, end));
  }

  private void update(
      float[] p,
      float[] g,
      float[] m,
      float[] v,
      float rate,
      float rootScale,
      float shrink,
      int from,
      int end) {
    float keep1 = beta1;
    float keep2 = beta2;
    float take1 = 1 - beta1;
    float take2 = 1 - beta2;
    float eps = epsilon;
    for (int i = from; i < end; i++) {
      float mean = Math.fma(keep1, m[i], take1 * g[i]);
      float square = Math.fma(keep2, v[i], take2 * g[i] * g[i]);
      m[i] = mean;
      v[i] = square;
      float direction = mean / Math.fma((float) Math.sqrt(square), rootScale, eps);
      p[i] = Math.fma(-rate, direction, Math.fma(-shrink, p[i], p[i]));
    }
  }
}
