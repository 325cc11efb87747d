package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableSettings;
import dev.lockstep.data.plan.Candidates;
import dev.lockstep.data.plan.ColumnPlan;
import dev.lockstep.data.plan.ColumnReport;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A table whose columns have types.
 *
 * @param rows of some of its columns; from Parquet, with {@link InternalRows#ROW_INDEX} after them
 * @param place of the rows, whose numbers it does not know
 * @param format null if it is not in files
 * @param nulls the texts of missing cells, beside the null
 */
record TypedTable(
    String name,
    StructType schema,
    Function<List<String>, Dataset<Row>> rows,
    Beside beside,
    RowPlace place,
    TableFormat format,
    List<String> nulls) {

  /** Creates a table that does not lie in files, or in files whose rows have numbers. */
  TypedTable(
      String name,
      StructType schema,
      Function<List<String>, Dataset<Row>> rows,
      Beside beside,
      TableFormat format,
      List<String> nulls) {
    this(name, schema, rows, beside, RowPlace.of(name, -1), format, nulls);
  }

  /**
   * Opens it; reads its rows where the columns' types do not tell what they are.
   *
   * @param wanted the features' columns; none to choose among all
   * @param weightName null for none
   * @param inputs null where only numbers are features
   * @param isSeen true if the classes are a training set's, so that this is another set
   */
  OpenTable open(
      String labelName,
      List<String> wanted,
      String weightName,
      InputChoices inputs,
      boolean isSeen,
      Predicted asked) {
    TableColumns columns =
        TableColumns.of(name, schema, /* dates= */ inputs != null).withNulls(nulls);
    Predicted predicted = asked.of(labelName, columns.names());
    List<TableColumn> answers =
        columns.findAll(predicted.columns(labelName, columns.names()), "label");
    TableColumn weight = columns.weight(weightName, isSeen);
    List<TableColumn> others = columns.others(answers, weight);
    boolean numbersOnly = inputs == null || columns.isOfRows(answers, weight);
    ColumnPlan plan =
        numbersOnly
            ? planOfNumbers(columns, wanted, answers, weight)
            : plan(columns, others, inputs);
    List<TableColumn> features = plan.tableColumns();
    // These columns only, in this order, so that no more of the files is read than needed.
    List<TableColumn> chosen = new ArrayList<>(answers);
    chosen.addAll(features);
    if (weight != null) {
      chosen.add(weight);
    }
    Dataset<Row> read = rows.apply(chosen.stream().map(TableColumn::name).toList());
    int rowIndex = read.columns().length > chosen.size() ? chosen.size() : -1;
    List<TableColumn> placed = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      placed.add(chosen.get(i).at(i));
    }
    int first = answers.size();
    List<TableColumn> inputColumns = placed.subList(first, first + features.size());
    boolean ofRows = inputColumns.get(0).kind().isRow();
    FeatureReader featureReader =
        ofRows
            ? new FeatureReader(
                inputColumns, FeatureReader.firstWidth(name, read, inputColumns.get(0)))
            : plan.reader(inputColumns);
    return new OpenTable(
        name,
        SourceRows.of(read),
        RowReader.of(
            List.copyOf(placed.subList(0, first)),
            featureReader,
            weight == null ? null : placed.get(placed.size() - 1),
            predicted),
        rowIndex < 0 ? place : place.withRowIndex(rowIndex),
        beside,
        plan,
        () -> ofRows || inputs == null ? List.of() : reports(columns, others, inputs),
        TableSettings.ofTypes(format, columns.hasText(), ofRows));
  }

  /**
   * Returns the features, which are numbers only.
   *
   * @param wanted their columns; none for all that there are
   */
  private ColumnPlan planOfNumbers(
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
  private ColumnPlan plan(TableColumns columns, List<TableColumn> others, InputChoices inputs) {
    Candidates candidates = Candidates.of(columns, others, inputs, /* typed= */ true);
    List<TableColumn> unknown = candidates.unknown(column -> false);
    List<LeftOut> otherTypes = columns.otherTypes(schema);
    if (inputs.known() != null) {
      return candidates.planKnown().with(otherTypes, columns.names());
    }
    otherTypes.stream()
        .filter(column -> inputs.names(column.column()))
        .findFirst()
        .ifPresent(this::refuse);
    if (unknown.isEmpty()) {
      return candidates.plan(List.of()).with(otherTypes, columns.names());
    }
    return ColumnScan.plan(candidates, rows(unknown), place(unknown), column -> false)
        .with(otherTypes, columns.names());
  }

  private void refuse(LeftOut column) {
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%s: column %s is of the type %s, which cannot be a feature",
            name,
            CellException.quote(column.column()),
            column.reason()),
        ", but {features} names it");
  }

  /** Returns what becomes of all columns but label and weight, and why; looks at all rows. */
  private List<ColumnReport> reports(
      TableColumns columns, List<TableColumn> others, InputChoices inputs) {
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
    return numbered ? place.withRowIndex(wanted.size()) : place;
  }
}
