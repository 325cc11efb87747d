package dev.lockstep.data.csv;

import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.NumberCells;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The cells of a line as a row, valid until the next line is read; behind them those of its
 * partition. Texts are made when they are asked for.
 */
final class CsvCells extends GenericInternalRow implements NumberCells {
  private static final long serialVersionUID = 1L;

  private final transient CsvLine line;
  private final int columns;

  /**
   * Creates the row of a splitter's last line.
   *
   * @param partitions the number of cells behind those of the line
   */
  CsvCells(CsvLine line, int partitions) {
    super(line.columns() + partitions);
    this.line = line;
    columns = line.columns();
  }

  @Override
  public boolean isNullAt(int ordinal) {
    return ordinal < columns ? line.isNull(ordinal) : super.isNullAt(ordinal);
  }

  @Override
  public Object genericGet(int ordinal) {
    return ordinal < columns ? line.cell(ordinal) : super.genericGet(ordinal);
  }

  @Override
  public double number(int ordinal) {
    return ordinal < columns
        ? line.number(ordinal)
        : FloatText.parse((UTF8String) super.genericGet(ordinal));
  }
}
