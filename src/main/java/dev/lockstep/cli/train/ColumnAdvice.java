package dev.lockstep.cli.train;

import dev.lockstep.cli.shell.Failure;
import dev.lockstep.data.CellException;
import dev.lockstep.data.CellException.Fault;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.TableOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a table's columns as their first cells are; if a later cell of the training set is text
 * among numbers, all rows decide. A cell that is wrong all the same is refused with the option that
 * takes it.
 */
final class ColumnAdvice {
  private ColumnAdvice() {}

  /** A way to read data. */
  interface Reading<T> {
    /** Reads data. */
    T read(DataChoice choice) throws IOException;
  }

  /** Text in a column that was taken for numbers, though not all rows had been looked at. */
  private static final class UnsureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsureException(Exception cause) {
      super(cause);
    }
  }

  /** Reads data, if need be twice. */
  static <T> T reading(DataChoice choice, Reading<T> reading) throws IOException {
    try {
      try {
        return reading.read(choice);
      } catch (UnsureException e) {
        TableOptions sure = choice.tables().withInputs(choice.tables().inputs().withAllRows());
        return reading.read(choice.with(sure));
      }
    } catch (UnsureException e) {
      throw ColumnAdvice.<RuntimeException>asItIs(advised(e.getCause(), choice.tables()));
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      throw ColumnAdvice.<RuntimeException>asItIs(advised(e, choice.tables()));
    }
  }

  /** Reads a training set's rows. */
  static <T> T trainingSet(DataChoice choice, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      boolean isUnsure = fault(e) == Fault.TEXT && !choice.tables().inputs().sure();
      throw isUnsure ? new UnsureException(e) : ColumnAdvice.<RuntimeException>asItIs(e);
    }
  }

  /** Throws an exception as it is, because others know some failures by their class. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException asItIs(Throwable e) throws E {
    throw (E) e;
  }

  private static Fault fault(Throwable e) {
    return CellException.behind(e).map(CellException::fault).orElse(Fault.OTHER);
  }

  /** Returns an exception whose message ends with the option that takes such a cell. */
  private static Throwable advised(Throwable e, TableOptions tables) {
    Optional<String> column = CellException.behind(e).flatMap(CellException::column);
    Fault fault = fault(e);
    if (fault == Fault.OTHER || column.isEmpty() || column.get().equals(tables.weight())) {
      return e;
    }
    String name = CellException.shown(column.get());
    String advice =
        fault == Fault.MISSING
            ? "; {missing} mean lets cells be empty"
            : "; {null} makes it a missing cell, {categorical} "
                + name
                + " takes all cells for categories";
    String other = ", {exclude} " + name + " leaves it out";
    return new DataException(Failure.of(e).message(), advice + other, e);
  }
}
