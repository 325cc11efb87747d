package dev.lockstep.predict;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import dev.lockstep.text.Counted;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which of a table's columns are the features of a model: those of its names, where both have
 * names. Else, as in training, all columns of numbers but the label, or the one of arrays or
 * vectors; where they are too many, those that are passed through are none.
 *
 * @param csv null where the table is not one of CSV
 * @param firstRow of CSV, the cells
 */
record ScoredColumns(TableColumns table, CsvFiles csv, List<String> firstRow) {

  /**
   * The features' columns, in the model's order.
   *
   * @param names of the model's features; empty where they have none
   * @param label null for the usual one
   * @throws DataException where there are not so many, or none of a name
   */
  List<TableColumn> choose(int features, List<String> names, String label, Set<String> kept) {
    List<TableColumn> noLabel = without(table.usable(), Set.of(labelName(label, features)));
    boolean inOneCell = csv == null && noLabel.stream().anyMatch(c -> c.kind().isRow());
    if (!names.isEmpty() && !inOneCell && isNamed()) {
      Map<String, TableColumn> usable = new HashMap<>();
      table.usable().forEach(column -> usable.put(column.name(), column));
      return names.stream().map(name -> named(name, usable)).toList();
    }
    List<TableColumn> notKept = without(noLabel, kept);
    return Stream.of(noLabel, notKept, numbersIn(noLabel), numbersIn(notKept))
        .flatMap(columns -> fitting(columns, features).stream())
        .findFirst()
        .orElseThrow(() -> misfit(notKept, features));
  }

  /** Whether columns have names of their own; those of partitions always have. */
  private boolean isNamed() {
    return csv == null || csv.header() || table.names().size() > csv.columns().size();
  }

  private TableColumn named(String feature, Map<String, TableColumn> usable) {
    TableColumn column = usable.get(feature);
    if (column == null) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: has no feature column %s, as the model has, but %s",
              table.table(),
              CellException.quote(feature),
              TableColumns.firstOf(table.names())));
    }
    if (csv == null && !column.kind().isNumber()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: column %s is not a column of numbers",
              table.table(),
              CellException.quote(feature)));
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
    return first ? table.names().get(0) : wanted == null ? TableOptions.DEFAULT_LABEL : wanted;
  }

  private static List<TableColumn> without(List<TableColumn> columns, Set<String> names) {
    return columns.stream().filter(column -> !names.contains(column.name())).toList();
  }

  /**
   * In CSV, those that have a number in the first row: names and the like are no features. A header
   * that has numbers may be a row of such a file, which would be lost.
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
    String advice = found > features ? "; --label and --keep name columns that are none" : "";
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s has %s, but the model takes %d%s",
            table.table(),
            Counted.of(found, "feature"),
            features,
            advice));
  }
}
