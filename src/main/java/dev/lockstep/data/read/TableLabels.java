package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.table.TableColumn;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A table's labels before they become classes.
 *
 * @param name of the table
 */
record TableLabels(String name, SourceRows rows, RowReader reader, RowPlace place) {

  /**
   * Counts the rows of each label; reads only the labels' column.
   *
   * @param open true if the labels may be numbers to predict
   */
  LabelRows count(boolean open) {
    TableColumn label = reader.label();
    LabelRows counts = new LabelRows();
    rows.column(label, place)
        .mapPartitions(new LabelCount(label, reader, labelPlace(), open))
        .collect()
        .forEach(counts::addAll);
    requireFew(name, label, counts, open);
    return counts;
  }

  /** Refuses more labels than there may be classes, unless they may be numbers to predict. */
  static void requireFew(String table, TableColumn label, LabelRows counts, boolean open) {
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

  /** Returns true if all labels are numbers, and some are not whole. */
  static boolean areNumbers(LabelRows counts) {
    return counts.perLabel().keySet().stream().allMatch(LabelEncoder::isNumber)
        && !counts.perLabel().keySet().stream().allMatch(LabelEncoder::isWhole);
  }

  private RowPlace labelPlace() {
    return place.rowIndex() < 0 ? place : place.withRowIndex(1);
  }

  /**
   * Does what {@link TableSource#requireClasses} says.
   *
   * @param stranger a label that is not a number among many that are; null where there is none
   */
  void requireClasses(long rowCount, String stranger, String advice) {
    LabelEncoder labels = reader.labels();
    String instead = ": these are hardly classes; " + advice;
    if (stranger != null) {
      TableColumn label = reader.label();
      rows.column(label, place)
          .mapPartitions(new StrangeLabel(label, stranger, instead, labelPlace()))
          .count();
    }
    Optional<String> fraction = labels.fraction();
    if (fraction.isPresent() || LabelEncoder.areTooMany(labels.size(), rowCount)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: column %s has %,d different labels in %,d rows%s%s",
              name,
              CellException.quote(reader.label().name()),
              labels.size(),
              rowCount,
              fraction.map(f -> ", numbers that are not whole among them (" + f + ")").orElse(""),
              instead));
    }
  }

  /**
   * Fails at the first row with a label that is not a number, where nearly all others are numbers
   * and some not whole.
   *
   * @param advice the message's end
   */
  private record StrangeLabel(TableColumn label, String stranger, String advice, RowPlace place)
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

  /**
   * Counts a partition's rows by label.
   *
   * @param reader of whole rows, to name a wrong one
   * @param open true if the labels need not be classes, but may be numbers to predict
   */
  private record LabelCount(TableColumn label, RowReader reader, RowPlace place, boolean open)
      implements FlatMapFunction<Iterator<InternalRow>, LabelRows> {

    @Override
    public Iterator<LabelRows> call(Iterator<InternalRow> rows) {
      LabelRows counts = new LabelRows();
      double[] x = new double[reader.features().width()];
      Iterator<String> labels =
          new CheckedRows<>(rows, label::label, row -> reader.read(row, x), place);
      while (labels.hasNext()) {
        counts.add(labels.next());
        requireFew(place.table(), label, counts, open);
      }
      return List.of(counts).iterator();
    }
  }
}
