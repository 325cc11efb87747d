package dev.lockstep.data;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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

  /** Spark's own rows, each good until the next one is asked for. */
  public static JavaRDD<InternalRow> internalRows(Dataset<Row> rows) {
    if (rows instanceof org.apache.spark.sql.classic.Dataset<Row> here) {
      return here.queryExecution().toRdd().toJavaRDD();
    }
    throw new DataException("a DataFrame of Spark Connect has no rows here");
  }

  /** How many elements a vector has; there must be one. */
  public static int size(InternalRow row, int ordinal) {
    InternalRow vector = row.getStruct(ordinal, FIELDS);
    return isSparse(vector) ? vector.getInt(1) : vector.getArray(3).numElements();
  }

  /**
   * Writes a vector's elements as floats: rounded, and not looked at.
   *
   * @param x [size], all zeros
   */
  public static void copyTo(InternalRow row, int ordinal, float[] x) {
    InternalRow vector = row.getStruct(ordinal, FIELDS);
    ArrayData values = vector.getArray(3);
    if (!isSparse(vector)) {
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) values.getDouble(i);
      }
      return;
    }
    ArrayData places = vector.getArray(2);
    for (int n = 0; n < values.numElements(); n++) {
      x[places.getInt(n)] = (float) values.getDouble(n);
    }
  }

  /** An element as it was before it was rounded. */
  public static double value(InternalRow row, int ordinal, int element) {
    InternalRow vector = row.getStruct(ordinal, FIELDS);
    ArrayData values = vector.getArray(3);
    if (!isSparse(vector)) {
      return values.getDouble(element);
    }
    ArrayData places = vector.getArray(2);
    for (int n = 0; n < values.numElements(); n++) {
      if (places.getInt(n) == element) {
        return values.getDouble(n);
      }
    }
    return 0;
  }

  private static boolean isSparse(InternalRow vector) {
    return vector.getByte(0) == SPARSE;
  }
}
