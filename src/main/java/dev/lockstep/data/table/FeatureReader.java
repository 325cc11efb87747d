package dev.lockstep.data.table;

import dev.lockstep.data.CellException;
import dev.lockstep.data.CellText;
import dev.lockstep.data.DataException;
import dev.lockstep.data.NoExamplesException;
import dev.lockstep.text.Counted;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Converts rows of a table to features, both for training and for scoring.
 *
 * @param columns of numbers; or one, of arrays or of Spark ML's vectors
 * @param width the number of features
 * @param cells one for each column, where some are not plain numbers; else none
 */
public record FeatureReader(List<TableColumn> columns, int width, List<CellReader> cells)
    implements Serializable {
  public FeatureReader {
    columns = List.copyOf(columns);
    cells = List.copyOf(cells);
  }

  /** Creates a reader of numbers, none of which may be missing. */
  public FeatureReader(List<TableColumn> columns, int width) {
    this(columns, width, List.of());
  }

  /** Returns a reader of columns of any kind. */
  public static FeatureReader of(List<CellReader> cells) {
    return new FeatureReader(cells.stream().map(CellReader::column).toList(), cells.size(), cells);
  }

  /** Returns this reader for rows with these columns. */
  public FeatureReader in(Map<String, Integer> here) {
    return new FeatureReader(
        columns.stream().map(column -> column.in(here)).toList(),
        width,
        cells.stream().map(cell -> cell.in(here)).toList());
  }

  /**
   * Copies a row's features, as {@link #read}, and returns the texts of its categories, in the
   * order of their places; null where no column has categories.
   */
  public CellText[] readWithTexts(InternalRow row, double[] x) {
    if (cells.stream().noneMatch(CellReader::isCategory)) {
      read(row, x, 0);
      return null;
    }
    CellText[] texts = new CellText[width];
    int count = 0;
    for (int i = 0; i < width; i++) {
      x[i] = cells.get(i).read(row, texts);
      count += texts[i] == null ? 0 : 1;
    }
    CellText[] present = new CellText[count];
    for (int i = 0, n = 0; n < count; i++) {
      if (texts[i] != null) {
        present[n++] = texts[i];
      }
    }
    return present;
  }

  /**
   * Copies a row's features to {@code x} from {@code at} on.
   *
   * @throws CellException that names the column and the value
   */
  public void read(InternalRow row, double[] x, int at) {
    if (!cells.isEmpty()) {
      for (int i = 0; i < width; i++) {
        x[at + i] = cells.get(i).read(row, /* texts= */ null);
      }
      return;
    }
    TableColumn first = columns.get(0);
    if (!first.kind().isRow()) {
      for (int i = 0; i < width; i++) {
        x[at + i] = columns.get(i).number(row);
      }
      return;
    }
    int here = width(row, first);
    if (here != width) {
      throw new CellException(
          first.name(),
          first.kind() == TableColumn.Kind.VECTOR
              ? VectorCells.wrongSize(here, width)
              : "has " + Counted.of(here, "feature") + ", not " + width);
    }
    switch (first.kind()) {
      case FLOATS -> readFloats(row.getArray(first.ordinal()), first, x, at);
      case DOUBLES -> readDoubles(row.getArray(first.ordinal()), first, x, at);
      default -> readVector(row, first, x, at);
    }
  }

  /** Returns the number of features in a cell. */
  static int width(InternalRow row, TableColumn column) {
    column.requireCell(row);
    return column.kind() == TableColumn.Kind.VECTOR
        ? VectorCells.size(row, column.ordinal())
        : row.getArray(column.ordinal()).numElements();
  }

  /**
   * Returns the number of features in the first row's cell; reads only this row.
   *
   * @param table its name in messages
   */
  public static int firstWidth(String table, Dataset<Row> rows, TableColumn column) {
    List<Integer> widths =
        InternalRows.of(rows)
            .map(
                row -> {
                  try {
                    return width(row, column);
                  } catch (CellException e) {
                    throw new DataException(table + ": " + e.getMessage(), e);
                  }
                })
            .take(1);
    if (widths.isEmpty()) {
      throw new NoExamplesException(table);
    }
    if (widths.get(0) == 0) {
      throw new DataException(table + ": column '" + column.name() + "' has no features");
    }
    return widths.get(0);
  }

  private void readFloats(ArrayData array, TableColumn column, double[] x, int at) {
    for (int i = 0; i < width; i++) {
      requireElement(array, i, column);
      x[at + i] = finite(array.getFloat(i), column, i);
    }
  }

  private void readDoubles(ArrayData array, TableColumn column, double[] x, int at) {
    for (int i = 0; i < width; i++) {
      requireElement(array, i, column);
      x[at + i] = finite(array.getDouble(i), column, i);
    }
  }

  private void readVector(InternalRow row, TableColumn column, double[] x, int at) {
    VectorCells.copyTo(row, column.ordinal(), x, at, width);
    for (int i = 0; i < width; i++) {
      if (!Float.isFinite((float) x[at + i])) {
        throw new CellException(column.name(), VectorCells.notFinite(i, x[at + i]));
      }
    }
  }

  private static void requireElement(ArrayData array, int i, TableColumn column) {
    if (array.isNullAt(i)) {
      throw new CellException(column.name(), "element " + i + " is empty");
    }
  }

  private static double finite(double value, TableColumn column, int element) {
    if (!Float.isFinite((float) value)) {
      throw notFinite(value, column, element);
    }
    return value;
  }

  private static CellException notFinite(double value, TableColumn column, int element) {
    return new CellException(
        column.name(),
        "element "
            + element
            + ": "
            + CellException.quote("" + value)
            + WrongNumber.whyNoFloat(value));
  }
}
