package dev.lockstep.data.read;

import dev.lockstep.data.LeftOut;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.files.TableSettings;
import dev.lockstep.data.plan.Candidates;
import dev.lockstep.data.plan.ColumnPlan;
import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/** Opens a table of text, whose columns have no types. */
final class CsvTable {
  private CsvTable() {}

  /**
   * Opens CSV files that hold one table; looks at their rows where the first one does not tell what
   * a column is.
   *
   * @param isSeen true if the classes are a training set's, so that this is another set
   */
  static OpenTable open(
      TableFiles files, TableOptions options, boolean isSeen, Configuration conf) {
    CsvFiles csv = files.csv(options.dialect(), 2, conf);
    List<String> names = List.of(files.withPartitions(csv.schema()).fieldNames());
    String label = options.label() == null ? usualLabel(csv, names) : options.label();
    TableColumns columns = TableColumns.ofText(files.name(), names, csv.unnamed());
    Predicted predicted = options.predicted().of(label, names);
    List<TableColumn> answers = columns.findAll(predicted.columns(label, names), "label");
    TableColumn weight = columns.weight(options.weight(), isSeen);
    List<TableColumn> others = columns.others(answers, weight);
    Candidates candidates = Candidates.of(columns, others, options.inputs(), /* typed= */ false);
    SourceRows rows = SourceRows.of(files, csv);
    RowPlace place = RowPlace.of(files, csv, conf);
    List<String> firstRow = files.firstRow(csv, conf);
    Predicate<TableColumn> beginsWithNumber =
        column -> firstRow.isEmpty() || FloatText.isNumber(firstRow.get(column.ordinal()));
    List<LeftOut> unnamed =
        csv.unnamed().stream().map(c -> new LeftOut(c, "the header has no name for it")).toList();
    ColumnPlan plan =
        ColumnScan.plan(candidates, rows, place, beginsWithNumber).with(unnamed, columns.names());
    return new OpenTable(
        files.name(),
        rows,
        RowReader.of(answers, plan.reader(plan.tableColumns()), weight, predicted),
        place,
        files.beside(),
        plan,
        () -> ColumnScan.reports(candidates, rows, place),
        TableSettings.ofText());
  }

  private static String usualLabel(CsvFiles csv, List<String> names) {
    boolean named = csv.header() || names.contains(TableOptions.DEFAULT_LABEL);
    return named ? TableOptions.DEFAULT_LABEL : csv.usualLabel();
  }
}
