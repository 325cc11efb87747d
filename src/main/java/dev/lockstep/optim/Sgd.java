package dev.lockstep.optim;

import dev.lockstep.linalg.Slices;
import dev.lockstep.text.Range;

/**
 * Stochastic gradient descent with momentum (Polyak 1964), in PyTorch's form:
 *
 * <pre>
 *   g = meanGradient + weightDecay * p        L2 penalty, added to the gradient
 *   v = momentum * v + g
 *   p = p - learningRate * v                  or, with nesterov,
 *   p = p - learningRate * (g + momentum * v)
 * </pre>
 *
 * <p>Nesterov's form is that of Sutskever, Martens, Dahl and Hinton, "On the importance of
 * initialization and momentum in deep learning" (ICML 2013). The learning rate stands outside the
 * velocity, so when a schedule changes it, the change acts at once; Keras keeps it inside. Under a
 * constant rate both are the same.
 *
 * @param momentum in [0, 1); with 0 no state is kept
 * @param nesterov true to look ahead along the velocity; needs a positive momentum
 * @param weightDecay factor of the L2 penalty, 0 for none
 */
public record Sgd(float momentum, boolean nesterov, float weightDecay) implements Stepper {
  public Sgd {
    Range.DECAY.require("momentum", momentum);
    Require.check(!nesterov || momentum > 0, "{nesterov} needs a positive {momentum}", momentum);
    Range.FINITE_NOT_NEGATIVE.require("weightDecay", weightDecay);
  }

  /** Returns 1 for the velocity, or 0 without momentum. */
  @Override
  public int slots() {
    return momentum == 0 ? 0 : 1;
  }

  @Override
  public int precisionBits(int slot, int gradientBits) {
    return gradientBits;
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
    slices.run(
        parameters.length,
        (from, end) -> {
          if (momentum == 0) {
            descend(parameters, meanGradient, learningRate, from, end);
          } else if (nesterov) {
            lookAhead(parameters, meanGradient, slots[0], learningRate, from, end);
          } else {
            roll(parameters, meanGradient, slots[0], learningRate, from, end);
          }
        });
  }

  private void descend(float[] p, float[] gradient, float learningRate, int from, int end) {
    float decay = weightDecay;
    for (int i = from; i < end; i++) {
      float g = Math.fma(decay, p[i], gradient[i]);
      p[i] = Math.fma(-learningRate, g, p[i]);
    }
  }

  private void roll(
      float[] p, float[] gradient, float[] velocity, float learningRate, int from, int end) {
    float decay = weightDecay;
    float mu = momentum;
    for (int i = from; i < end; i++) {
      float g = Math.fma(decay, p[i], gradient[i]);
      float v = Math.fma(mu, velocity[i], g);
      velocity[i] = v;
      p[i] = Math.fma(-learningRate, v, p[i]);
    }
  }

  private void lookAhead(
      float[] p, float[] gradient, float[] velocity, float learningRate, int from, int end) {
    float decay = weightDecay;
    float mu = momentum;
    for (int i = from; i < end; i++) {
      float g = Math.fma(decay, p[i], gradient[i]);
      float v = Math.fma(mu, velocity[i], g);
      velocity[i] = v;
      p[i] = Math.fma(-learningRate, Math.fma(mu, v, g), p[i]);
    }
  }
}
