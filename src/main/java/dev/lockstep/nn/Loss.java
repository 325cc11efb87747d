package dev.lockstep.nn;

import dev.lockstep.linalg.Exponential;
import java.util.Locale;

/**
 * What training minimises, together with the function that turns the last layer's pre-activations
 * into outputs. Targets are one-hot.
 */
public enum Loss {
  /** Softmax cross-entropy; the outputs are probabilities. */
  CROSS_ENTROPY {
    @Override
    void outputs(Activation output, float[] z, int batch, int classes) {
      for (int b = 0; b < batch; b++) {
        softmax(z, b * classes, classes, max(z, b * classes, classes));
      }
    }

    @Override
    double backward(
        Activation output, float[] z, int[] labels, int batch, int classes, float[] delta) {
      double lossSum = 0;
      for (int b = 0; b < batch; b++) {
        int row = b * classes;
        int target = row + labels[b];
        float max = max(z, row, classes);
        double labelExponent = (double) z[target] - max;
        double sum = softmax(z, row, classes, max);
        lossSum += StrictMath.log(sum) - labelExponent;
        System.arraycopy(z, row, delta, row, classes);
        // Not from the rounded output, which may be 1 where the difference is still small.
        delta[target] = (float) (Exponential.exp(labelExponent) / sum - 1);
      }
      return lossSum;
    }
  },

  /** The mean over an example's outputs of the squared distance from its target. */
  MSE {
    @Override
    void outputs(Activation output, float[] z, int batch, int classes) {
      output.forward(z, batch * classes);
    }

    @Override
    double backward(
        Activation output, float[] z, int[] labels, int batch, int classes, float[] delta) {
      output.forward(z, batch * classes);
      double lossSum = 0;
      for (int b = 0; b < batch; b++) {
        for (int c = 0; c < classes; c++) {
          int i = b * classes + c;
          float error = z[i] - (c == labels[b] ? 1 : 0);
          lossSum += (double) error * error / classes;
          delta[i] = 2 * error / classes;
        }
      }
      output.backward(z, delta, batch * classes);
      return lossSum;
    }
  };

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Turns pre-activations into outputs, in place.
   *
   * @param output the output activation; cross-entropy has its own, the softmax
   * @param z [B x C]
   */
  abstract void outputs(Activation output, float[] z, int batch, int classes);

  /**
   * Turns pre-activations into outputs, in place, and computes the deltas (the loss sum's gradient
   * with respect to the pre-activations).
   *
   * @param z [B x C]
   * @param labels [B], each below C
   * @param delta [B x C], overwritten
   * @return the sum of the examples' losses, added in their order
   */
  abstract double backward(
      Activation output, float[] z, int[] labels, int batch, int classes, float[] delta);

  /** Overwrites a row with its softmax; returns the sum over it of exp(z - max). */
  private static double softmax(float[] z, int row, int classes, float max) {
    double sum = 0;
    for (int i = row; i < row + classes; i++) {
      double exponential = Exponential.exp((double) z[i] - max);
      z[i] = (float) exponential;
      sum += exponential;
    }
    for (int i = row; i < row + classes; i++) {
      z[i] = (float) (z[i] / sum);
    }
    return sum;
  }

  private static float max(float[] z, int row, int classes) {
    float max = z[row];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, z[row + c]);
    }
    return max;
  }
}
