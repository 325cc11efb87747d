package dev.lockstep.nn;

import dev.lockstep.linalg.Exponential;

/** The parts of the softmax cross-entropy; a row is that of an example's classes. */
final class Softmax {
  private Softmax() {}

  /** Returns the sum over a row of z[target] - z. */
  static double distances(float[] z, int row, int classes, int target) {
    double sum = 0;
    for (int i = row; i < row + classes; i++) {
      sum += (double) z[target] - z[i];
    }
    return sum;
  }

  static void subtract(double spread, float[] delta, int row, int classes) {
    for (int i = row; i < row + classes; i++) {
      delta[i] = (float) (delta[i] - spread);
    }
  }

  /** Overwrites a row with its softmax; returns the sum over it of exp(z - max). */
  static double softmax(float[] z, int row, int classes, float max) {
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

  static float max(float[] z, int row, int classes) {
    float max = z[row];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, z[row + c]);
    }
    return max;
  }
}
