package dev.lockstep.data.read;

import dev.lockstep.data.LeftOut;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.plan.Candidates;
import dev.lockstep.data.plan.ColumnPlan;
import dev.lockstep.data.plan.ColumnReport;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A table whose columns have types.
 *
 * @param rows of some of its columns; from files, with {@link InternalRows#ROW_INDEX} after them
 */
record TypedTable(
    String name, StructType schema, Function<List<String>, Dataset<Row>> rows, Beside beside) {

  /**
   * Returns the features, which are numbers only.
   *
   * @param wanted their columns; none for all that there are
   */
  ColumnPlan planOfNumbers(
      TableColumns columns, List<String> wanted, List<TableColumn> labels, TableColumn weight) {
    List<TableColumn> features = columns.features(wanted, labels, weight);
    return ColumnPlan.ofNumbers(
        features, wanted.isEmpty() ? columns.leftOut(schema, features, labels, weight) : List.of());
  }

  /**
   * Returns the features; looks at the rows where their columns' types do not tell.
   *
   * @param others the columns but for label and weight
   */
  ColumnPlan plan(TableColumns columns, List<TableColumn> others, InputChoices inputs) {
    Candidates candidates = Candidates.of(columns, others, inputs, /* typed= */ true);
    List<TableColumn> unknown = candidates.unknown(column -> false);
    List<LeftOut> otherTypes = columns.otherTypes(schema);
    if (inputs.known() != null) {
      return candidates.planKnown().with(otherTypes, columns.names());
    }
    if (unknown.isEmpty()) {
      return candidates.plan(List.of()).with(otherTypes, columns.names());
    }
    return ColumnScan.plan(candidates, rows(unknown), place(unknown), column -> false)
        .with(otherTypes, columns.names());
  }

  /** Returns what becomes of all columns but label and weight, and why; looks at all rows. */
  List<ColumnReport> reports(TableColumns columns, List<TableColumn> others, InputChoices inputs) {
    Candidates candidates = Candidates.of(columns, others, inputs, /* typed= */ true);
    List<TableColumn> all = candidates.columns();
    return ColumnScan.reports(candidates, rows(all), place(all));
  }

  private SourceRows rows(List<TableColumn> wanted) {
    return SourceRows.of(rows.apply(wanted.stream().map(TableColumn::name).toList()));
  }

  /** Returns the place of rows with some columns, and behind them their numbers if there are. */
  private RowPlace place(List<TableColumn> wanted) {
    boolean numbered = rows(wanted).query().columns().length > wanted.size();
    return RowPlace.of(name, numbered ? wanted.size() : -1);
  }
}
