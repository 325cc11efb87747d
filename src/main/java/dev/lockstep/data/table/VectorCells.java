package dev.lockstep.data.table;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Spark ML's vectors where they lie in Spark's own rows, as structs of type, size, indices and
 * values: read without the objects that a user of Spark would get, which cost more than the rest of
 * reading.
 */
public final class VectorCells {
  private static final int FIELDS = 4;
  private static final byte SPARSE = 0;

  private VectorCells() {}

  /** How many elements a vector has; there must be one. */
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

  /** Says that a vector has not as many features as are expected. */
  public static String wrongSize(int size, int expected) {
    return "a vector of " + size + " features, where " + expected + " are expected";
  }

  /** Names a feature, as it was before it was rounded. */
  public static String notFinite(int feature, double value) {
    return "feature " + feature + " is " + value + ", not a finite float";
  }

  private static boolean isSparse(InternalRow vector) {
    return vector.getByte(0) == SPARSE;
  }
}
