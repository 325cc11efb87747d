package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.table.TableColumn;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Fails at the first row with a label that is not a number, where nearly all others are numbers and
 * some not whole.
 *
 * @param advice the message's end
 */
record StrangeLabel(TableColumn label, String stranger, String advice, RowPlace place)
    implements FlatMapFunction<Iterator<InternalRow>, Boolean> {

  @Override
  public Iterator<Boolean> call(Iterator<InternalRow> rows) {
    return new CheckedRows<>(rows, this::requireOther, this::requireOther, place);
  }

  private boolean requireOther(InternalRow row) {
    if (label.label(row).equals(stranger)) {
      throw new CellException(
          label.name(),
          CellException.quote(stranger)
              + " is not a number, but nearly all others are, and not whole ones"
              + advice);
    }
    return true;
  }
}
