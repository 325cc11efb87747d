package dev.lockstep.data.shard.exact;

import dev.lockstep.data.HeldByFloat;
import java.io.Serializable;
import java.util.BitSet;

/**
 * The features that no float equals, as doubles, in one of two forms that hold the same numbers.
 */
public sealed interface ExactValues extends Serializable permits ListedValues, Residuals {
  /** Returns the number of values. */
  long count();

  /**
   * Writes a row's values to their places among all its features.
   *
   * @param x [features], the row's nearest floats
   */
  void copyTo(int row, double[] x);

  /** Returns the features with a value that no float equals. */
  BitSet features();

  /** Returns the size of the arrays in bytes. */
  long sizeBytes();

  /**
   * Compares two rows by the places of the values that no float equals, and then by these values.
   *
   * @param x [features]
   * @param y [features]
   */
  static int compare(double[] x, double[] y) {
    int byValue = 0;
    for (int i = 0; i < x.length; i++) {
      boolean here = !HeldByFloat.isEqual(x[i]);
      if (here == HeldByFloat.isEqual(y[i])) {
        // The next place here is smaller, unless there is none in the other row any more.
        int other = hasMore(here ? y : x, i + 1) ? -1 : 1;
        return here ? other : -other;
      }
      if (here && byValue == 0) {
        byValue = Double.compare(x[i], y[i]);
      }
    }
    return byValue;
  }

  private static boolean hasMore(double[] x, int from) {
    for (int i = from; i < x.length; i++) {
      if (!HeldByFloat.isEqual(x[i])) {
        return true;
      }
    }
    return false;
  }
}
