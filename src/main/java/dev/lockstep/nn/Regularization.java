package dev.lockstep.nn;

import java.io.Serializable;

/**
 * What keeps a network from learning its examples by heart. All of it is for training alone; the
 * training's mean loss is that of the examples, smoothed and with units left out, without the
 * weights' penalty, which would cost a pass over the weights in every step.
 *
 * @param dropout share of a hidden layer's outputs that a training step leaves out, in [0, 1)
 * @param l1 factor of the sum of the weights' magnitudes in the loss, 0 or more
 * @param l2 factor of half the sum of the weights' squares in the loss, 0 or more
 * @param labelSmoothing share of a target that is spread evenly over all classes, in [0, 1)
 */
public record Regularization(float dropout, float l1, float l2, float labelSmoothing)
    implements Serializable {
  public static final Regularization NONE = new Regularization(0, 0, 0, 0);

  public Regularization {
    requireShare("--dropout", dropout);
    requireShare("--label-smoothing", labelSmoothing);
    requireNotNegative("--l1", l1);
    requireNotNegative("--l2", l2);
  }

  /**
   * Adds the gradient of the weights' penalty, l1 times their magnitudes and l2 times half their
   * squares, to a mean gradient; biases have none. At 0, a magnitude's slope is 0.
   *
   * @param parameters [P]
   * @param meanGradient [P], accumulated into
   */
  public void addPenalty(Network network, float[] parameters, float[] meanGradient) {
    if (l1 == 0 && l2 == 0) {
      return;
    }
    for (int layer = 0; layer < network.layers(); layer++) {
      int from = network.weightOffset(layer);
      int end = from + network.inputs(layer) * network.outputs(layer);
      for (int i = from; i < end; i++) {
        float withL2 = Math.fma(l2, parameters[i], meanGradient[i]);
        meanGradient[i] = Math.fma(l1, Math.signum(parameters[i]), withL2);
      }
    }
  }

  private static void requireShare(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be 0 or more and below 1: " + value);
    }
  }

  private static void requireNotNegative(String name, float value) {
    if (!(value >= 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be 0 or more, and finite: " + value);
    }
  }
}
