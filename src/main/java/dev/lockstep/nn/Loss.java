package dev.lockstep.nn;

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
      double[] exponentials = new double[classes];
      for (int b = 0; b < batch; b++) {
        double sum = exponentials(z, b * classes, exponentials);
        for (int c = 0; c < classes; c++) {
          z[b * classes + c] = (float) (exponentials[c] / sum);
        }
      }
    }

    @Override
    double backward(Activation output, float[] z, int[] labels, int batch, int classes) {
      double lossSum = 0;
      double[] exponentials = new double[classes];
      for (int b = 0; b < batch; b++) {
        int row = b * classes;
        double sum = exponentials(z, row, exponentials);
        double labelExponent = (double) z[row + labels[b]] - max(z, row, classes);
        lossSum += StrictMath.log(sum) - labelExponent;
        for (int c = 0; c < classes; c++) {
          z[row + c] = (float) (exponentials[c] / sum - (c == labels[b] ? 1 : 0));
        }
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
    double backward(Activation output, float[] z, int[] labels, int batch, int classes) {
      int count = batch * classes;
      output.forward(z, count);
      float[] a = z.clone();
      double lossSum = 0;
      for (int b = 0; b < batch; b++) {
        for (int c = 0; c < classes; c++) {
          int i = b * classes + c;
          float error = a[i] - (c == labels[b] ? 1 : 0);
          lossSum += (double) error * error / classes;
          z[i] = 2 * error / classes;
        }
      }
      output.backward(a, z, count);
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
   * Overwrites pre-activations with deltas (the loss sum's gradient with respect to them).
   *
   * @param z [B x C]
   * @param labels [B], each below C
   * @return the sum of the examples' losses, added in their order
   */
  abstract double backward(Activation output, float[] z, int[] labels, int batch, int classes);

  /** exp(z - max z) of one row, and their sum. */
  private static double exponentials(float[] z, int row, double[] result) {
    double max = max(z, row, result.length);
    double sum = 0;
    for (int c = 0; c < result.length; c++) {
      result[c] = StrictMath.exp(z[row + c] - max);
      sum += result[c];
    }
    return sum;
  }

  private static double max(float[] z, int row, int classes) {
    float max = z[row];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, z[row + c]);
    }
    return max;
  }
}
