package dev.lockstep.ml;

import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/** Spark's vectors as arrays of floats. */
final class Features {
  private Features() {}

  /** Rounded; zeros that a sparse vector leaves out are put in. */
  static float[] toFloats(Vector vector) {
    float[] x = new float[vector.size()];
    if (vector instanceof SparseVector sparse) {
      int[] indices = sparse.indices();
      double[] values = sparse.values();
      for (int i = 0; i < indices.length; i++) {
        x[indices[i]] = (float) values[i];
      }
    } else {
      double[] values = vector.toArray();
      for (int i = 0; i < values.length; i++) {
        x[i] = (float) values[i];
      }
    }
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
