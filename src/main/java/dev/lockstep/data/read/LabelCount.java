package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.table.TableColumn;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Counts a partition's rows by label.
 *
 * @param reader of whole rows, to name a wrong one
 * @param open true if the labels need not be classes, but may be numbers to predict
 */
record LabelCount(TableColumn label, RowReader reader, RowPlace place, boolean open)
    implements FlatMapFunction<Iterator<InternalRow>, LabelRows> {

  @Override
  public Iterator<LabelRows> call(Iterator<InternalRow> rows) {
    LabelRows counts = new LabelRows();
    double[] x = new double[reader.features().width()];
    Iterator<String> labels =
        new CheckedRows<>(rows, label::label, row -> reader.read(row, x), place);
    while (labels.hasNext()) {
      counts.add(labels.next());
      requireClasses(place.table(), label, counts, open);
    }
    return List.of(counts).iterator();
  }

  /** Refuses more labels than there may be classes, unless they may be numbers to predict. */
  static void requireClasses(String table, TableColumn label, LabelRows counts, boolean open) {
    if (counts.areTooMany() && !open) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: column '%s' has more than %,d different values: it is not a class; ",
              table,
              CellException.shown(label.name()),
              LabelRows.MOST_CLASSES),
          "{label} names another, {task} regression predicts numbers");
    }
  }
}
