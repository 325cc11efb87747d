package dev.lockstep.data;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Rows of a table to examples.
 *
 * @param features columns of numbers; or one, of arrays or of Spark ML's vectors
 * @param width the number of features
 * @param weight null where all examples weigh the same
 * @param labels null as long as it is not known which there are: then every label is class 0
 */
record RowReader(
    TableColumn label, List<TableColumn> features, int width, TableColumn weight, LabelMap labels)
    implements Serializable {
  RowReader {
    features = List.copyOf(features);
  }

  /**
   * The example in a row.
   *
   * @throws CellException that names the column and the value
   */
  Example read(InternalRow row) {
    int classLabel = classOf(row);
    float[] x = new float[width];
    if (features.get(0).kind().isRow()) {
      readCell(row, features.get(0), x);
    } else {
      for (int i = 0; i < x.length; i++) {
        x[i] = features.get(i).number(row);
      }
    }
    return new Example(classLabel, x, weight == null ? 1 : weightOf(row));
  }

  private int classOf(InternalRow row) {
    String text = label.label(row);
    int classLabel = labels == null ? 0 : labels.classOf(text);
    if (classLabel < 0) {
      String classes = String.join(", ", labels.names().stream().limit(10).toList());
      throw new CellException(
          label.name(),
          String.format(
              "label %s is none of the %d that training has seen: %s%s",
              CellException.quote(text),
              labels.size(),
              classes,
              labels.size() > 10 ? ", ..." : ""));
    }
    return classLabel;
  }

  private float weightOf(InternalRow row) {
    float value = weight.number(row);
    if (value <= 0) {
      throw new CellException(
          weight.name(), "a weight must be positive: " + CellException.quote("" + value));
    }
    return value;
  }

  /** How many features one cell holds. */
  static int width(InternalRow row, TableColumn column) {
    column.requireCell(row);
    return column.kind() == TableColumn.Kind.VECTOR
        ? VectorCells.size(row, column.ordinal())
        : row.getArray(column.ordinal()).numElements();
  }

  private static void readCell(InternalRow row, TableColumn column, float[] x) {
    int here = width(row, column);
    if (here != x.length) {
      throw new CellException(column.name(), "has " + here + " features, not " + x.length);
    }
    if (column.kind() != TableColumn.Kind.VECTOR) {
      ArrayData array = row.getArray(column.ordinal());
      for (int i = 0; i < x.length; i++) {
        if (array.isNullAt(i)) {
          throw new CellException(column.name(), "element " + i + " is empty");
        }
        boolean isFloat = column.kind() == TableColumn.Kind.FLOATS;
        x[i] = finite(isFloat ? array.getFloat(i) : array.getDouble(i), column, i);
      }
      return;
    }
    VectorCells.copyTo(row, column.ordinal(), x);
    for (int i = 0; i < x.length; i++) {
      if (!Float.isFinite(x[i])) {
        throw notFinite(VectorCells.value(row, column.ordinal(), i), column, i);
      }
    }
  }

  private static float finite(double value, TableColumn column, int element) {
    float number = (float) value;
    if (!Float.isFinite(number)) {
      throw notFinite(value, column, element);
    }
    return number;
  }

  private static CellException notFinite(double value, TableColumn column, int element) {
    return new CellException(
        column.name(),
        "element " + element + ": " + CellException.quote("" + value) + " is not a finite number");
  }
}
