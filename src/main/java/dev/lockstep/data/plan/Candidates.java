package dev.lockstep.data.plan;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.table.CellReader.Truth;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The columns of a table that may be features.
 *
 * @param typed true if columns have types
 * @param columns neither label nor weight, and not refused by the user's choices
 * @param leftOut those that are
 */
public record Candidates(
    String table,
    InputChoices choices,
    boolean typed,
    List<TableColumn> columns,
    List<LeftOut> leftOut) {
  private static final String TAKE_TIMES =
      "{dates} number takes dates and times as numbers, {categorical} as categories";

  /**
   * Returns the columns that may be features.
   *
   * @param others all columns but label and weight
   * @throws DataException if a choice names a column that is not there, or if none is left
   */
  public static Candidates of(
      TableColumns all, List<TableColumn> others, InputChoices choices, boolean typed) {
    if (choices.known() == null) {
      requireKnown(all, choices);
    }
    List<TableColumn> columns = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (TableColumn column : others) {
      Optional<String> reason = choices.reasonAgainst(column.name());
      reason.ifPresentOrElse(
          why -> leftOut.add(new LeftOut(column.name(), why)), () -> columns.add(column));
    }
    if (columns.isEmpty()) {
      throw new DataException(
          all.table() + ": has no column of features: " + LeftOut.lines(leftOut).get(0));
    }
    return new Candidates(all.table(), choices, typed, columns, leftOut);
  }

  private static void requireKnown(TableColumns all, InputChoices choices) {
    choices
        .unknown(all.names())
        .ifPresent(
            name -> {
              throw new DataException(
                  all.table()
                      + ": has no column "
                      + CellException.quote(name)
                      + ", but "
                      + TableColumns.firstOf(all.names()));
            });
  }

  /**
   * Returns the columns whose cells must be looked at to know what they are.
   *
   * @param beginsWithNumber tells of a column of text whether its first cell is a number: then it
   *     is taken for numbers until a text is met
   */
  public List<TableColumn> unknown(Predicate<TableColumn> beginsWithNumber) {
    return columns.stream()
        .filter(
            column ->
                choices.isCategorical(column.name())
                    || (column.kind().isTime() && choices.readsDates())
                    || (column.kind() == TableColumn.Kind.TEXT
                        && (choices.sure() || typed || !beginsWithNumber.test(column))))
        .toList();
  }

  /** Returns true if a column may have categories. */
  public boolean needsTexts(TableColumn column) {
    return column.kind() == TableColumn.Kind.TEXT || choices.isCategorical(column.name());
  }

  /**
   * Returns the plan.
   *
   * @param counts of the unknown columns
   */
  public ColumnPlan plan(List<ColumnCounts> counts) {
    KindRule rule = new KindRule(table, choices, typed);
    Map<String, ColumnCounts> byName = new HashMap<>();
    counts.forEach(column -> byName.put(column.column().name(), column));
    return planned(
        column ->
            byName.containsKey(column.name())
                ? rule.decide(byName.get(column.name()))
                : rule.unseen(column));
  }

  /**
   * Returns what becomes of each column, and why.
   *
   * @param counts of all columns
   */
  public List<ColumnReport> reports(List<ColumnCounts> counts) {
    KindRule rule = new KindRule(table, choices, typed);
    return ColumnReport.of(counts.stream().map(rule::decide).toList(), counts, choices);
  }

  /** Returns the plan of columns that an earlier reading found; the table may have more. */
  public ColumnPlan planKnown() {
    if (choices.known().isEmpty()) {
      return plan(List.of());
    }
    Map<String, TableColumn> here = new HashMap<>();
    columns.forEach(column -> here.putIfAbsent(column.name(), column));
    List<PlannedColumn> planned = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (InputColumn input : choices.known()) {
      TableColumn column = here.get(input.name());
      if (column == null && choices.known().stream().allMatch(Candidates::isPlain)) {
        return plan(List.of()); // Whoever compares the names says it better.
      }
      if (column == null) {
        throw new DataException(
            table
                + ": has no feature column "
                + CellException.quote(input.name())
                + ", which the model has, but "
                + TableColumns.firstOf(columns.stream().map(TableColumn::name).toList()));
      }
      names.add(input.name());
      planned.add(PlannedColumn.of(column, input, Truth.ALSO));
    }
    List<LeftOut> more = new ArrayList<>(leftOut);
    columns.stream()
        .filter(column -> !names.contains(column.name()))
        .forEach(column -> more.add(new LeftOut(column.name(), "not one of the features")));
    return new ColumnPlan(planned, more);
  }

  private static boolean isPlain(InputColumn input) {
    return input instanceof NumberColumn number && number.isPlain();
  }

  private ColumnPlan planned(Function<TableColumn, PlannedColumn> decide) {
    ColumnPlan plan = ColumnPlan.of(columns.stream().map(decide).toList(), leftOut);
    if (plan.columns().isEmpty()) {
      throw new DataException(
          table + ": has no column of features: " + LeftOut.lines(plan.leftOut()).get(0),
          plan.leftOut().stream().anyMatch(Candidates::isTime) ? "; " + TAKE_TIMES : "");
    }
    plan.leftOut().stream()
        .filter(column -> isTime(column) && choices.names(column.column()))
        .findFirst()
        .ifPresent(
            column -> {
              throw new DataException(
                  table
                      + ": column "
                      + CellException.quote(column.column())
                      + " is one of "
                      + column.reason(),
                  ", but {features} names it; " + TAKE_TIMES);
            });
    return plan;
  }

  private static boolean isTime(LeftOut column) {
    return column.reason().equals(PlannedColumn.DATES)
        || column.reason().equals(PlannedColumn.TIMES);
  }
}
