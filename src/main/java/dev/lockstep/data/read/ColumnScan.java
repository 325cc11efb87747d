package dev.lockstep.data.read;

import dev.lockstep.data.plan.Candidates;
import dev.lockstep.data.plan.ColumnCounts;
import dev.lockstep.data.plan.ColumnPlan;
import dev.lockstep.data.plan.ColumnReport;
import dev.lockstep.data.table.TableColumn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Counts what stands in a partition's cells.
 *
 * @param columns at their places in a row
 * @param withTexts the columns whose texts are wanted
 */
record ColumnScan(List<TableColumn> columns, Set<String> withTexts, RowPlace place)
    implements FlatMapFunction<Iterator<InternalRow>, List<ColumnCounts>> {

  /**
   * Returns what becomes of columns; looks at the rows if that is not known.
   *
   * @param beginsWithNumber tells of a column of text whether its first cell is a number
   */
  static ColumnPlan plan(
      Candidates candidates,
      SourceRows rows,
      RowPlace place,
      Predicate<TableColumn> beginsWithNumber) {
    if (candidates.choices().known() != null) {
      return candidates.planKnown();
    }
    List<TableColumn> unknown = candidates.unknown(beginsWithNumber);
    return candidates.plan(unknown.isEmpty() ? List.of() : of(rows, unknown, candidates, place));
  }

  /** Returns what becomes of all columns, and why; looks at all rows. */
  static List<ColumnReport> reports(Candidates candidates, SourceRows rows, RowPlace place) {
    return candidates.reports(of(rows, candidates.columns(), candidates, place));
  }

  /**
   * Returns what stands in some columns of all rows.
   *
   * @param wanted the columns
   */
  private static List<ColumnCounts> of(
      SourceRows rows, List<TableColumn> wanted, Candidates candidates, RowPlace place) {
    List<TableColumn> columns = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      columns.add(rows.csv() == null ? wanted.get(i).at(i) : wanted.get(i));
    }
    RowPlace here = place.rowIndex() < 0 ? place : place.withRowIndex(wanted.size());
    Set<String> names =
        wanted.stream()
            .filter(candidates::needsTexts)
            .map(TableColumn::name)
            .collect(Collectors.toUnmodifiableSet());
    return rows.columns(wanted, place)
        .mapPartitions(new ColumnScan(columns, names, here))
        .treeReduce(ColumnScan::plus);
  }

  @Override
  public Iterator<List<ColumnCounts>> call(Iterator<InternalRow> rows) {
    List<ColumnCounts> counts = start();
    CheckedRows<Boolean> checked =
        new CheckedRows<>(rows, row -> add(row, counts), row -> add(row, start()), place);
    while (checked.hasNext()) {
      checked.next();
    }
    counts.forEach(ColumnCounts::settle);
    return List.of(counts).iterator();
  }

  private List<ColumnCounts> start() {
    List<ColumnCounts> counts = new ArrayList<>();
    columns.forEach(
        column -> counts.add(new ColumnCounts(column, withTexts.contains(column.name()))));
    return counts;
  }

  private static boolean add(InternalRow row, List<ColumnCounts> counts) {
    for (ColumnCounts column : counts) {
      column.add(row);
    }
    return true;
  }

  private static List<ColumnCounts> plus(List<ColumnCounts> some, List<ColumnCounts> more) {
    for (int i = 0; i < some.size(); i++) {
      some.get(i).plus(more.get(i));
    }
    return some;
  }
}
