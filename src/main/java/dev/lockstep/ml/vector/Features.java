package dev.lockstep.ml.vector;

import dev.lockstep.data.DataException;
import dev.lockstep.data.table.VectorCells;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/** Converts Spark's vectors to arrays of floats. */
public final class Features {
  private Features() {}

  /** Returns the elements rounded to floats, with the zeros that a sparse vector leaves out. */
  public static float[] toFloats(Vector vector) {
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

  /**
   * Returns the features of a row that is to be scored; not to be changed.
   *
   * @param column its name in messages
   * @throws DataException for vectors that {@code fit} refuses too
   */
  static double[] of(Vector vector, int expected, String column) {
    double[] x = raw(vector, expected, column);
    int wrong = firstNotFinite(x);
    if (wrong >= 0) {
      throw notFinite(wrong, x[wrong], column);
    }
    return x;
  }

  /**
   * Returns the raw cells of a row that is to be scored, NaN where one is missing; not to be
   * changed.
   *
   * @param column its name in messages
   * @throws DataException if the vector is null or has another size
   */
  static double[] raw(Vector vector, int expected, String column) {
    if (vector == null) {
      throw wrong(column, "the vector is null");
    }
    requireSize(vector.size(), expected, column);
    return vector.toArray();
  }

  static void requireSize(int size, int expected, String column) {
    if (size != expected) {
      throw wrong(column, VectorCells.wrongSize(size, expected));
    }
  }

  /** Returns the place of the first element that is NaN or infinite; -1 if all are finite. */
  static int firstNotFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the place of the first element that is not finite as a float; -1 if all are. */
  static int firstNotFinite(double[] values) {
    if (areFinite(values)) {
      return -1;
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite((float) values[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Tells it without a branch for each element: 0 times what is not finite is NaN. */
  private static boolean areFinite(double[] values) {
    float even = 0;
    float odd = 0;
    int i = 0;
    for (; i + 1 < values.length; i += 2) {
      even += 0 * (float) values[i];
      odd += 0 * (float) values[i + 1];
    }
    float last = i < values.length ? 0 * (float) values[i] : 0;
    return even + odd + last == 0;
  }

  /** Returns the exception for a feature that is not finite, with its value before rounding. */
  static DataException notFinite(int feature, double value, String column) {
    return wrong(column, VectorCells.notFinite(feature, value));
  }

  public static DataException wrong(String column, String problem) {
    return new DataException("column " + column + ": " + problem);
  }

  public static double[] toDoubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
