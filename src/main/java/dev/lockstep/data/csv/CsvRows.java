package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import java.util.Arrays;
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
    return new Rows(lines, csv, new CsvLine(csv.columns(), wanted::get), partitions);
  }

  private static final class Rows implements Iterator<InternalRow> {
    private final Iterator<InternalRow> lines;
    private final CsvFiles csv;
    private final CsvLine cells;
    private final int partitions;
    private final CsvCells row;

    /**
     * What is one object for each part of a file: the row of its lines, or the path that Spark
     * tells.
     */
    private Object part;

    private BlankLines blanks;
    private boolean headerToCome;
    private boolean read;

    Rows(Iterator<InternalRow> lines, CsvFiles csv, CsvLine cells, int partitions) {
      this.lines = lines;
      this.csv = csv;
      this.cells = cells;
      this.partitions = partitions;
      row = new CsvCells(cells, partitions);
    }

    @Override
    public boolean hasNext() {
      while (!read && lines.hasNext()) {
        InternalRow next = lines.next();
        if (next instanceof LineRow line) {
          seePart(line);
          read = read(line.bytes(), line.from(), line.to());
        } else {
          byte[] line = next.getUTF8String(0).getBytes();
          seePart(next);
          read = read(line, 0, line.length);
        }
      }
      return read;
    }

    /** Splits a line; returns false if it is not a row. */
    private boolean read(byte[] bytes, int from, int to) {
      if (to - from > CsvLines.MAX_LINE_BYTES) {
        throw new CellException(LongLineException.MESSAGE);
      }
      if (blanks.isNext(bytes, from, to)) {
        return false;
      }
      if (headerToCome) {
        csv.requireHeader(Arrays.copyOfRange(bytes, from, to));
        headerToCome = false;
        return false;
      }
      csv.requireCells(cells.read(bytes, from, to));
      return true;
    }

    private void seePart(LineRow line) {
      if (line != part) {
        begin(line, line, line.start(), line.length());
      }
    }

    @SuppressWarnings("ReferenceEquality") // Two parts of a file have equal paths in two objects.
    private void seePart(InternalRow line) {
      Object path = InputFileBlockHolder.getInputFilePath();
      if (path != part) {
        long start = InputFileBlockHolder.getStartOffset();
        begin(path, line, start, InputFileBlockHolder.getLength());
      }
    }

    private void begin(Object newPart, InternalRow line, long start, long length) {
      part = newPart;
      blanks = new BlankLines(length);
      headerToCome = csv.header() && start == 0;
      for (int p = 0; p < partitions; p++) {
        UTF8String cell = line.getUTF8String(1 + p);
        row.update(csv.columns().size() + p, cell == null ? null : cell.copy());
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
