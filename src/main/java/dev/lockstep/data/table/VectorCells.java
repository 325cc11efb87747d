package dev.lockstep.data.table;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Reads Spark ML's vectors in Spark's own rows, as structs of type, size, indices and values,
 * without the objects that a user of Spark gets, because these cost more than the rest of reading.
 */
public final class VectorCells {
  private static final int FIELDS = 4;
  private static final byte SPARSE = 0;

  private VectorCells() {}

  /** Returns the number of elements of a vector, which must not be null. */
  public static int size(InternalRow row, int ordinal) {
    InternalRow vector = row.getStruct(ordinal, FIELDS);
    return isSparse(vector) ? vector.getInt(1) : vector.getArray(3).numElements();
  }

  /**
   * Writes a vector's elements.
   *
   * @param x from {@code at} on, {@code size} elements
   */
  public static void copyTo(InternalRow row, int ordinal, double[] x, int at, int size) {
    InternalRow vector = row.getStruct(ordinal, FIELDS);
    ArrayData values = vector.getArray(3);
    if (!isSparse(vector)) {
      for (int i = 0; i < size; i++) {
        x[at + i] = values.getDouble(i);
      }
      return;
    }
    ArrayData places = vector.getArray(2);
    Arrays.fill(x, at, at + size, 0);
    for (int n = 0; n < values.numElements(); n++) {
      x[at + places.getInt(n)] = values.getDouble(n);
    }
  }

  /** Returns the message about a vector of the wrong size. */
  public static String wrongSize(int size, int expected) {
    return "a vector of " + size + " features, where " + expected + " are expected";
  }

  /** Returns the message about a feature that is not finite, with its value before rounding. */
  public static String notFinite(int feature, double value) {
    return "feature " + feature + " is " + value + ", not a finite float";
  }

  private static boolean isSparse(InternalRow vector) {
    return vector.getByte(0) == SPARSE;
  }
}
