package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.table.TableColumn;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Counts a partition's rows by label.
 *
 * @param reader of whole rows, to name a wrong one
 */
record LabelCount(TableColumn label, RowReader reader, RowPlace place)
    implements FlatMapFunction<Iterator<InternalRow>, Map<String, Long>> {
  private static final int MOST_CLASSES = 10_000;

  @Override
  public Iterator<Map<String, Long>> call(Iterator<InternalRow> rows) {
    Map<String, Long> perLabel = new TreeMap<>();
    double[] x = new double[reader.features().width()];
    Iterator<String> labels =
        new CheckedRows<>(rows, label::label, row -> reader.read(row, x), place);
    while (labels.hasNext()) {
      perLabel.merge(labels.next(), 1L, Long::sum);
      requireClasses(place.table(), label, perLabel);
    }
    return List.of(perLabel).iterator();
  }

  static void requireClasses(String table, TableColumn label, Map<String, Long> perLabel) {
    if (perLabel.size() > MOST_CLASSES) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: column '%s' has more than %,d different values: it is not a class; ",
              table,
              CellException.shown(label.name()),
              MOST_CLASSES),
          "{label} names another");
    }
  }
}
