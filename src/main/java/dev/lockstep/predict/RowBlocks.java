package dev.lockstep.predict;

import dev.lockstep.data.read.CheckedRows;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows that are read one by one. */
final class RowBlocks implements FeatureBlocks {
  private final FeatureCells cells;
  private final Iterator<Object[]> rows;

  /** A buffer for the next row. */
  private double[] x;

  private int more;
  private int count;

  RowBlocks(FeatureCells cells, Iterator<InternalRow> rows) {
    this.cells = cells;
    this.rows = new CheckedRows<>(rows, this::result, cells.check(), cells.place());
  }

  @Override
  public int read(double[] x, Object[][] results, int more) {
    this.x = x;
    this.more = more;
    for (count = 0; count < results.length && rows.hasNext(); count++) {
      results[count] = rows.next();
    }
    return count;
  }

  private Object[] result(InternalRow row) {
    cells.features().read(row, x, count * cells.features().width());
    return cells.copyKept(row, more);
  }
}
