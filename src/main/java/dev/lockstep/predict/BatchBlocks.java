package dev.lockstep.predict;

import dev.lockstep.data.CellException;
import dev.lockstep.data.table.CellReader;
import dev.lockstep.data.table.TableColumn;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Rows in batches of columns, read column by column: with hundreds of columns, reading along a row
 * misses the processor's caches.
 */
final class BatchBlocks implements FeatureBlocks {
  private final FeatureCells cells;
  private final List<TableColumn> columns;
  private final int width;
  private final Iterator<ColumnarBatch> batches;
  private ColumnarBatch batch;
  private int next;

  BatchBlocks(FeatureCells cells, Iterator<ColumnarBatch> batches) {
    this.cells = cells;
    columns = cells.features().columns();
    width = cells.features().width();
    this.batches = batches;
  }

  @Override
  public int read(double[] x, Object[][] results, int more) {
    while ((batch == null || next == batch.numRows()) && batches.hasNext()) {
      batch = batches.next();
      next = 0;
    }
    // Spark empties the last batch when it is asked for the next.
    int left = batch == null ? 0 : Math.max(0, batch.numRows() - next);
    int rows = Math.min(results.length, left);
    if (!readColumns(x, rows)) {
      readRows(x, rows);
    }
    for (int r = 0; r < rows; r++) {
      InternalRow row = batch.getRow(next + r);
      try {
        results[r] = cells.copyKept(row, more);
      } catch (CellException e) {
        throw cells.place().wrongCell(e, row, cells.check());
      }
    }
    next += rows;
    return rows;
  }

  private void readRows(double[] x, int rows) {
    for (int r = 0; r < rows; r++) {
      InternalRow row = batch.getRow(next + r);
      try {
        cells.features().read(row, x, r * width);
      } catch (CellException e) {
        throw cells.place().wrongCell(e, row, cells.check());
      }
    }
  }

  /**
   * Returns true if all values are right; if not, the rows, read one by one, show what is wrong.
   */
  private boolean readColumns(double[] x, int rows) {
    List<CellReader> readers = cells.features().cells();
    for (int i = 0; i < columns.size() && rows > 0; i++) {
      TableColumn column = columns.get(i);
      if (!readers.isEmpty() && !readers.get(i).isPlainNumber()) {
        if (!readCells(readers.get(i), x, i, rows)) {
          return false;
        }
        continue;
      }
      ColumnVector values = batch.column(column.ordinal());
      if (values.hasNull() || !readColumn(column.kind(), values, x, i, rows)) {
        return false;
      }
    }
    return true;
  }

  private boolean readCells(CellReader reader, double[] x, int i, int rows) {
    try {
      for (int r = 0; r < rows; r++) {
        x[r * width + i] = reader.read(batch.getRow(next + r), /* texts= */ null);
      }
      return true;
    } catch (CellException e) { // An earlier row may be wrong too.
      return false;
    }
  }

  private boolean readColumn(
      TableColumn.Kind kind, ColumnVector values, double[] x, int i, int rows) {
    return switch (kind) {
      case BOOLEAN -> {
        for (int r = 0; r < rows; r++) {
          x[r * width + i] = values.getBoolean(next + r) ? 1 : 0;
        }
        yield true;
      }
      case BYTE -> {
        for (int r = 0; r < rows; r++) {
          x[r * width + i] = values.getByte(next + r);
        }
        yield true;
      }
      case SHORT -> {
        for (int r = 0; r < rows; r++) {
          x[r * width + i] = values.getShort(next + r);
        }
        yield true;
      }
      case INT -> {
        for (int r = 0; r < rows; r++) {
          x[r * width + i] = values.getInt(next + r);
        }
        yield true;
      }
      case LONG -> {
        for (int r = 0; r < rows; r++) {
          x[r * width + i] = values.getLong(next + r);
        }
        yield true;
      }
      case FLOAT -> {
        for (int r = 0; r < rows; r++) {
          x[r * width + i] = values.getFloat(next + r);
        }
        yield areFinite(x, i, rows);
      }
      case DOUBLE -> {
        for (int r = 0; r < rows; r++) {
          x[r * width + i] = values.getDouble(next + r);
        }
        yield areFinite(x, i, rows);
      }
      case DECIMAL, TEXT, DATE, TIMESTAMP, FLOATS, DOUBLES, VECTOR -> false;
    };
  }

  private boolean areFinite(double[] x, int i, int rows) {
    boolean finite = true;
    for (int r = 0; r < rows; r++) {
      finite &= Float.isFinite((float) x[r * width + i]);
    }
    return finite;
  }
}
