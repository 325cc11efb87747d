package dev.lockstep.predict;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.text.Counted;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chooses the columns of a model's features in a table: those of the model's names, if both have
 * names. Otherwise, as in training, all columns of numbers but the label, or the one column of
 * arrays or vectors; if they are too many, the kept columns are left out.
 *
 * @param csv null if the table is not CSV
 * @param firstRow of CSV, the cells
 */
record ScoredColumns(TableColumns table, CsvFiles csv, List<String> firstRow) {

  /**
   * Returns the features' columns, in the model's order.
   *
   * @param preprocessing of the model
   * @param names of the model's features; empty where it has none
   * @param label null for the usual one
   * @throws DataException if a name is missing, or the number of columns is wrong
   */
  List<TableColumn> choose(
      Preprocessing preprocessing, List<String> names, String label, Set<String> kept) {
    int features = preprocessing.cells();
    boolean plain = preprocessing.isPlain();
    List<TableColumn> noLabel = without(table.usable(), Set.of(labelName(label, features)));
    boolean inOneCell = plain && csv == null && noLabel.stream().anyMatch(c -> c.kind().isRow());
    if (!names.isEmpty() && !inOneCell && isNamed()) {
      Map<String, TableColumn> usable = new HashMap<>();
      table.usable().forEach(column -> usable.put(column.name(), column));
      return names.stream().map(name -> named(name, usable, plain)).toList();
    }
    List<TableColumn> notKept = without(noLabel, kept);
    return Stream.of(noLabel, notKept, numbersIn(noLabel), numbersIn(notKept))
        .flatMap(columns -> fitting(columns, features).stream())
        .findFirst()
        .orElseThrow(() -> misfit(notKept, features));
  }

  /** Returns true if columns have names of their own; those of partitions always have. */
  private boolean isNamed() {
    return csv == null || csv.header() || table.names().size() > csv.columns().size();
  }

  private TableColumn named(String feature, Map<String, TableColumn> usable, boolean plain) {
    TableColumn column = usable.get(feature);
    if (column == null) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: has no feature column %s, which the model has, but %s",
              table.table(),
              CellException.quote(feature),
              TableColumns.firstOf(table.names())));
    }
    if (csv == null && (plain ? !column.kind().isNumber() : column.kind().isRow())) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: column %s is not a column of %s",
              table.table(),
              CellException.quote(feature),
              plain ? "numbers" : "single cells"));
    }
    return column;
  }

  private String labelName(String wanted, int features) {
    boolean first =
        wanted == null
            && csv != null
            && !csv.header()
            && !table.names().contains(TableOptions.DEFAULT_LABEL)
            && table.names().size() != features;
    return first ? csv.usualLabel() : wanted == null ? TableOptions.DEFAULT_LABEL : wanted;
  }

  private static List<TableColumn> without(List<TableColumn> columns, Set<String> names) {
    return columns.stream().filter(column -> !names.contains(column.name())).toList();
  }

  /**
   * Returns the columns that have a number in the first row of CSV; names and the like are not
   * features. A header with numbers may be a row of a file without one, which would be lost.
   */
  private List<TableColumn> numbersIn(List<TableColumn> columns) {
    if (csv == null
        || (csv.header() && csv.columns().stream().anyMatch(FloatText::isNumber))
        || firstRow.size() != table.names().size()) {
      return List.of();
    }
    return columns.stream().filter(c -> FloatText.isNumber(firstRow.get(c.ordinal()))).toList();
  }

  private Optional<List<TableColumn>> fitting(List<TableColumn> columns, int features) {
    if (csv != null) {
      return columns.size() == features ? Optional.of(columns) : Optional.empty();
    }
    List<TableColumn> rows = columns.stream().filter(c -> c.kind().isRow()).toList();
    Optional<TableColumn> one =
        rows.size() == 1
            ? Optional.of(rows.get(0))
            : rows.stream().filter(c -> c.name().equals("features")).findFirst();
    if (one.isPresent()) {
      return one.map(List::of);
    }
    List<TableColumn> numbers = columns.stream().filter(c -> c.kind().isNumber()).toList();
    return numbers.size() == features ? Optional.of(numbers) : Optional.empty();
  }

  private DataException misfit(List<TableColumn> columns, int features) {
    long found = columns.stream().filter(c -> csv != null || c.kind().isNumber()).count();
    String advice =
        found > features ? "; {label} and {keep} name columns that are not features" : "";
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s has %s, but the model takes %d",
            table.table(),
            Counted.of(found, "feature"),
            features),
        advice);
  }
}
