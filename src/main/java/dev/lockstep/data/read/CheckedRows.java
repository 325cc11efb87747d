package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.TaskKilledException;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** A task's rows, read one by one; the first wrong one fails the task and is named. */
public final class CheckedRows<T> implements Iterator<T> {
  private final Iterator<InternalRow> rows;
  private final Function<InternalRow, T> read;
  private final Consumer<InternalRow> check;
  private final RowPlace place;
  private final Counter counter = new Counter();

  /**
   * Creates the iterator.
   *
   * @param check reads a whole row as the task does, to find a file's first wrong row
   */
  public CheckedRows(
      Iterator<InternalRow> rows,
      Function<InternalRow, T> read,
      Consumer<InternalRow> check,
      RowPlace place) {
    this.rows = rows;
    this.read = read;
    this.check = check;
    this.place = place;
  }

  @Override
  public boolean hasNext() {
    try {
      return rows.hasNext();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      throw explained(e);
    }
  }

  @Override
  public T next() {
    InternalRow row;
    try {
      row = rows.next();
      if (place.counted()) {
        counter.add();
      }
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      throw explained(e);
    }
    try {
      return read.apply(row);
    } catch (CellException e) {
      throw place.wrongCell(e, row, check, place.counted() ? counter.row() : OptionalLong.empty());
    }
  }

  private RuntimeException explained(Exception e) {
    if (e instanceof TaskKilledException) { // No row is to blame.
      CheckedRows.<RuntimeException>asItIs(e);
    }
    Optional<DataException> fault = place.wrongRow(check);
    if (fault.isPresent()) {
      return fault.get();
    }
    CheckedRows.<RuntimeException>asItIs(e);
    return new IllegalStateException(e);
  }

  /** Throws an exception as it is, because Spark knows some failures by their class. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> void asItIs(Exception e) throws E {
    throw (E) e;
  }

  /** Counts the rows of the file that a task reads. */
  private static final class Counter {
    /** Spark has an object of its own for each part of a file. */
    private UTF8String part;

    private long rows;

    /** Counts a row. */
    @SuppressWarnings("ReferenceEquality") // Two parts may be of the same file.
    void add() {
      UTF8String here = InputFileBlockHolder.getInputFilePath();
      if (here != part) {
        part = here;
        rows = 0;
      }
      rows++;
    }

    /**
     * Returns the number of the row in its file, from 1; empty if other tasks read rows before it.
     */
    OptionalLong row() {
      return InputFileBlockHolder.getStartOffset() == 0 && part.numBytes() > 0
          ? OptionalLong.of(rows)
          : OptionalLong.empty();
    }
  }
}
