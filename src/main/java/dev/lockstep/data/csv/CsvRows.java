package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Converts a task's lines of CSV files to rows of cells. Headers and blank lines are not rows. A
 * wrong header, and a row with too many or too few cells, fail the task.
 *
 * @param wanted the places of the cells that are read; the others are null
 * @param partitions the number of cells that come from the names of folders; Spark has them behind
 *     the line
 */
public record CsvRows(CsvFiles csv, BitSet wanted, int partitions)
    implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

  /**
   * Returns all rows of lines, with text for cells, in the columns' order; the cells of partitions
   * come last.
   *
   * @param wanted the columns that are read; the cells of other columns are null
   */
  public static JavaRDD<InternalRow> of(
      CsvFiles csv, Dataset<Row> lines, Collection<TableColumn> wanted) {
    BitSet places = new BitSet(csv.columns().size());
    wanted.forEach(column -> places.set(column.ordinal()));
    int partitions = lines.columns().length - 1;
    return InternalRows.of(lines).mapPartitions(new CsvRows(csv, places, partitions));
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> lines) {
    return new Rows(lines, csv, new CsvLine(csv.columns(), partitions, wanted::get));
  }

  private static final class Rows implements Iterator<InternalRow> {
    private final Iterator<InternalRow> lines;
    private final CsvFiles csv;
    private final CsvLine cells;
    private final InternalRow row;

    /** The path of the last line's file; Spark makes one object for each part of a file. */
    private UTF8String path;

    private BlankLines blanks;
    private boolean headerToCome;
    private boolean read;

    Rows(Iterator<InternalRow> lines, CsvFiles csv, CsvLine cells) {
      this.lines = lines;
      this.csv = csv;
      this.cells = cells;
      row = new GenericInternalRow((Object[]) cells.cells());
    }

    @Override
    public boolean hasNext() {
      while (!read && lines.hasNext()) {
        InternalRow next = lines.next();
        byte[] line = next.getUTF8String(0).getBytes();
        seeFile();
        if (line.length > CsvLines.MAX_LINE_BYTES) {
          throw new CellException(LongLineException.MESSAGE);
        }
        if (blanks.isNext(line)) {
          continue;
        }
        if (headerToCome) {
          csv.requireHeader(line);
          headerToCome = false;
          continue;
        }
        csv.requireCells(cells.read(line));
        for (int p = 1; p < next.numFields(); p++) {
          UTF8String cell = next.getUTF8String(p);
          cells.cells()[csv.columns().size() + p - 1] = cell == null ? null : cell.copy();
        }
        read = true;
      }
      return read;
    }

    @SuppressWarnings("ReferenceEquality") // Two parts of a file have equal paths in two objects.
    private void seeFile() {
      UTF8String here = InputFileBlockHolder.getInputFilePath();
      if (here != path) {
        path = here;
        blanks = new BlankLines(InputFileBlockHolder.getLength());
        headerToCome = csv.header() && InputFileBlockHolder.getStartOffset() == 0;
      }
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      read = false;
      return row;
    }
  }
}
