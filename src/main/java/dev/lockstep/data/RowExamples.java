package dev.lockstep.data;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** A partition's rows to examples; the first that is wrong fails the task, and is named. */
record RowExamples(RowReader reader, RowPlace place)
    implements FlatMapFunction<Iterator<InternalRow>, Example> {

  @Override
  public Iterator<Example> call(Iterator<InternalRow> rows) {
    return new Named<>(rows, reader::read, reader, place);
  }

  /** What becomes of rows, one by one. */
  static final class Named<T> implements Iterator<T> {
    private final Iterator<InternalRow> rows;
    private final Function<InternalRow, T> read;
    private final RowReader reader;
    private final RowPlace place;

    Named(
        Iterator<InternalRow> rows,
        Function<InternalRow, T> read,
        RowReader reader,
        RowPlace place) {
      this.rows = rows;
      this.read = read;
      this.reader = reader;
      this.place = place;
    }

    @Override
    public boolean hasNext() {
      try {
        return rows.hasNext();
      } catch (Exception e) { // Spark throws checked ones that it does not declare.
        throw explained(e);
      }
    }

    @Override
    public T next() {
      InternalRow row;
      try {
        row = rows.next();
      } catch (Exception e) { // Spark throws checked ones that it does not declare.
        throw explained(e);
      }
      try {
        return read.apply(row);
      } catch (CellException e) {
        throw place.wrongCell(e, row, reader);
      }
    }

    private RuntimeException explained(Exception e) {
      Optional<DataException> fault = place.wrongRow(reader);
      if (fault.isPresent()) {
        return fault.get();
      }
      Named.<RuntimeException>asItIs(e);
      return new IllegalStateException(e);
    }

    /** Spark knows some failures by their class. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void asItIs(Exception e) throws E {
      throw (E) e;
    }
  }
}
