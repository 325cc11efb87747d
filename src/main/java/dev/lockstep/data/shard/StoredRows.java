package dev.lockstep.data.shard;

import dev.lockstep.linalg.CsrMatrix;
import java.io.Serializable;

/** A shard's features, [examples x features], in one of some forms that hold the same numbers. */
sealed interface StoredRows extends Serializable permits Rows, CsrRows, MappedRows {
  int features();

  /** Returns the number of rows. */
  int count();

  /** Returns true if features that are zero are left out. */
  boolean isCompressed();

  /** Returns true if all features are whole numbers from 0 to 255. */
  boolean areBytes();

  /** Returns the number of features in all rows that are not zero. */
  long entries();

  /** Returns the size of the arrays in bytes, or of those that would hold these numbers. */
  long sizeBytes();

  /** Writes a row's features to {@code x[offset]} and on. */
  void copyTo(int row, float[] x, int offset);

  /** Adds a row's features that are not zero to a matrix of rows. */
  void appendTo(int row, CsrMatrix x);

  /**
   * Writes a row's features that are not zero, and their places, to arrays from {@code at} on.
   *
   * @param bytes null to write floats
   * @param floats null to write bytes, if all features are bytes
   * @return the place behind the last
   */
  int copyEntries(int row, char[] index, byte[] bytes, float[] floats, int at);

  /** Returns the range of all features. */
  Range range();

  /**
   * A range of numbers; without any, it goes from infinity to minus infinity.
   *
   * @param smallest of the numbers
   * @param largest of the numbers
   */
  record Range(float smallest, float largest) {
    /**
     * Returns the range of the first {@code count} elements.
     *
     * @param bytes from 0 to 255; not used if there are floats
     * @param floats null where the elements are bytes
     */
    static Range of(byte[] bytes, float[] floats, int count) {
      float smallest = Float.POSITIVE_INFINITY;
      float largest = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        float value = floats == null ? bytes[i] & 0xff : floats[i];
        // There is no -0, and NaN, a missing one, is neither: comparing is faster than Math.min.
        smallest = value < smallest ? value : smallest;
        largest = value > largest ? value : largest;
      }
      return new Range(smallest, largest);
    }

    Range plus(Range other) {
      return new Range(Math.min(smallest, other.smallest), Math.max(largest, other.largest));
    }

    Range withZero() {
      return new Range(Math.min(smallest, 0), Math.max(largest, 0));
    }
  }
}
