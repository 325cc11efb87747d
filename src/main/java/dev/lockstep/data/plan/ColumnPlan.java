package dev.lockstep.data.plan;

import dev.lockstep.data.LeftOut;
import dev.lockstep.data.table.CellReader;
import dev.lockstep.data.table.CellReader.Truth;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The features of a table's rows.
 *
 * @param columns those that are features, in the table's order
 * @param leftOut the others
 */
public record ColumnPlan(List<PlannedColumn> columns, List<LeftOut> leftOut) {
  public ColumnPlan {
    columns = List.copyOf(columns);
    leftOut = List.copyOf(leftOut);
  }

  /** Returns the plan of columns of which some are left out. */
  static ColumnPlan of(List<PlannedColumn> all, List<LeftOut> more) {
    List<LeftOut> leftOut = new ArrayList<>(more);
    all.stream()
        .filter(column -> column.input().isEmpty())
        .forEach(column -> leftOut.add(column.leftOut()));
    return new ColumnPlan(
        all.stream().filter(column -> column.input().isPresent()).toList(), leftOut);
  }

  /** Returns the plan of columns of numbers, or of one that holds all features. */
  public static ColumnPlan ofNumbers(List<TableColumn> columns, List<LeftOut> leftOut) {
    return new ColumnPlan(
        columns.stream()
            .map(column -> PlannedColumn.of(column, NumberColumn.of(column.name()), Truth.NONE))
            .toList(),
        leftOut);
  }

  /**
   * Returns the plan with more columns that are left out.
   *
   * @param order of the names of all columns
   */
  public ColumnPlan with(List<LeftOut> more, List<String> order) {
    List<LeftOut> all = new ArrayList<>(leftOut);
    all.addAll(more);
    all.sort(Comparator.comparing(column -> order.indexOf(column.column())));
    return new ColumnPlan(columns, all);
  }

  /** Returns the columns of the table. */
  public List<TableColumn> tableColumns() {
    return columns.stream().map(PlannedColumn::column).toList();
  }

  /** Returns what the cells are, as the reader gives them. */
  public List<InputColumn> inputs() {
    return columns.stream().map(column -> column.input().orElseThrow()).toList();
  }

  /** Returns true if all columns are numbers of which none may be missing. */
  public boolean isPlain() {
    return inputs().stream().allMatch(input -> input instanceof NumberColumn n && n.isPlain());
  }

  /**
   * Returns the reader of rows with these columns.
   *
   * @param placed the columns of the table, at their places in a row
   */
  public FeatureReader reader(List<TableColumn> placed) {
    if (isPlain() && columns.stream().allMatch(column -> column.truth() == Truth.NONE)) {
      return new FeatureReader(placed, placed.size());
    }
    List<CellReader> cells = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      cells.add(new CellReader(placed.get(i), inputs().get(i), i, columns.get(i).truth()));
    }
    return FeatureReader.of(cells);
  }
}
