package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.codec.LongLineException;
import dev.lockstep.data.files.PartitionColumns;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.text.Counted;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Converts a task's lines of CSV files to rows of cells. Headers and blank lines are not rows. A
 * wrong header, and a row with too many or too few cells, fail the task; so does a header that does
 * not stand in a file's first part.
 *
 * @param wanted the places of the cells that are read; the others are null
 * @param partitions the number of cells that come from the names of folders; they stand behind the
 *     line
 */
public record CsvRows(CsvFiles csv, BitSet wanted, int partitions)
    implements FlatMapFunction<Iterator<LineRow>, InternalRow> {

  /**
   * Returns all rows of files, with text for cells, in the columns' order; the cells of partitions
   * come last. The rows of a file are in its order.
   *
   * @param wanted the columns that are read; the cells of other columns are null
   */
  public static JavaRDD<InternalRow> of(
      JavaSparkContext spark,
      List<TableFile> files,
      PartitionColumns partitions,
      CsvFiles csv,
      Collection<TableColumn> wanted) {
    BitSet places = new BitSet(csv.columns().size());
    wanted.forEach(column -> places.set(column.ordinal()));
    return CsvParts.lines(spark, files, partitions, csv.syntax())
        .mapPartitions(new CsvRows(csv, places, partitions.names().size()));
  }

  @Override
  public Iterator<InternalRow> call(Iterator<LineRow> lines) {
    return new Rows(lines, csv, new CsvLine(csv.columns(), csv.syntax(), wanted::get), partitions);
  }

  private static final class Rows implements Iterator<InternalRow> {
    private final Iterator<LineRow> lines;
    private final CsvFiles csv;
    private final CsvLine cells;
    private final int partitions;
    private final CsvCells row;

    /** The row of the lines of the part that is read: one object for each part of a file. */
    private LineRow part;

    private BlankLines blanks;
    private boolean headerToCome;
    private boolean read;

    Rows(Iterator<LineRow> lines, CsvFiles csv, CsvLine cells, int partitions) {
      this.lines = lines;
      this.csv = csv;
      this.cells = cells;
      this.partitions = partitions;
      row = new CsvCells(cells, partitions);
    }

    @Override
    public boolean hasNext() {
      while (!read && lines.hasNext()) {
        LineRow line = lines.next();
        seePart(line);
        read = read(line.bytes(), line.from(), line.to());
      }
      if (!read) {
        requireHeader();
      }
      return read;
    }

    /** Refuses a file that has nothing but comments before the second task's part. */
    private void requireHeader() {
      if (headerToCome && !part.isWhole()) {
        throw new DataException(
            TableFile.show(part.file())
                + ": has no row in its first "
                + Counted.of(part.length(), "byte")
                + ", where its header must stand");
      }
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

    @SuppressWarnings("ReferenceEquality") // Equal lines of two parts are two objects.
    private void seePart(LineRow line) {
      if (line != part) {
        begin(line);
      }
    }

    private void begin(LineRow line) {
      requireHeader();
      part = line;
      blanks = new BlankLines(csv.syntax(), line.length());
      headerToCome = csv.header() && line.start() == 0;
      for (int p = 0; p < partitions; p++) {
        row.update(csv.columns().size() + p, line.getUTF8String(1 + p));
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
