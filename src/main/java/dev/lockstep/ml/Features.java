package dev.lockstep.ml;

import java.util.Arrays;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/** Spark's vectors as arrays of floats. */
final class Features {
  private Features() {}

  /** Writes a vector to {@code x[offset]} and on, rounded. */
  static void copy(Vector vector, float[] x, int offset) {
    if (vector instanceof SparseVector sparse) {
      Arrays.fill(x, offset, offset + sparse.size(), 0f);
      int[] indices = sparse.indices();
      double[] values = sparse.values();
      for (int i = 0; i < indices.length; i++) {
        x[offset + indices[i]] = (float) values[i];
      }
    } else {
      double[] values = vector.toArray();
      for (int i = 0; i < values.length; i++) {
        x[offset + i] = (float) values[i];
      }
    }
  }

  static float[] toFloats(Vector vector) {
    float[] x = new float[vector.size()];
    copy(vector, x, 0);
    return x;
  }

  static double[] toDoubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
