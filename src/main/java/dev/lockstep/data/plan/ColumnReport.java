package dev.lockstep.data.plan;

import dev.lockstep.data.CellException;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import dev.lockstep.data.table.CellKind;
import dev.lockstep.data.table.CellReader.Truth;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.text.Counted;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What stands in a column and what becomes of it, for people.
 *
 * @param counts over all rows
 * @param choices of the user
 */
public record ColumnReport(PlannedColumn column, ColumnCounts counts, InputChoices choices) {
  private static final int MOST_SHOWN = 4;

  /** Returns the reports of columns that were looked at, in their order. */
  static List<ColumnReport> of(
      List<PlannedColumn> planned, List<ColumnCounts> counts, InputChoices choices) {
    Map<String, PlannedColumn> byName =
        planned.stream().collect(Collectors.toMap(c -> c.column().name(), c -> c, (a, b) -> a));
    return counts.stream()
        .map(column -> new ColumnReport(byName.get(column.column().name()), column, choices))
        .toList();
  }

  /** Returns the name, the kind, what is in the cells, and what becomes of them. */
  public String text() {
    String missing =
        counts.missing() == 0 ? "" : String.format(Locale.ROOT, ", %,d empty", counts.missing());
    return CellException.shown(counts.column().name())
        + ": "
        + content()
        + missing
        + "; "
        + becomes();
  }

  private String content() {
    if (counts.present() == 0) {
      return "nothing";
    }
    if (isOnly(CellKind.NUMBER)) {
      return "numbers" + range();
    }
    if (isOnly(CellKind.TRUTH)) {
      return "true and false";
    }
    if (isOnly(CellKind.DATE)) {
      return "dates from " + date(counts.smallest()) + " to " + date(counts.largest());
    }
    return isOnly(CellKind.DATE, CellKind.TIME)
        ? "times from " + time(counts.smallest()) + " to " + time(counts.largest())
        : texts();
  }

  private boolean isOnly(CellKind... kinds) {
    return counts.count(kinds) == counts.present();
  }

  private String range() {
    return " from " + number(counts.smallest()) + " to " + number(counts.largest());
  }

  private static String date(double seconds) {
    return time(seconds).replace("T00:00:00Z", "");
  }

  private static String time(double seconds) {
    return Instant.ofEpochSecond((long) Math.floor(seconds)).toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  private String texts() {
    if (!counts.hasTexts()) {
      return String.format(Locale.ROOT, "more than %,d different texts", ColumnCounts.MOST_TEXTS);
    }
    Map<String, Long> all = counts.counts();
    String frequent =
        all.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(MOST_SHOWN)
            .map(
                text ->
                    String.format(
                        Locale.ROOT,
                        "%s (%,d)",
                        CellException.shown(text.getKey()),
                        text.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s: %s%s%s%s%s",
        Counted.grouped(all.size(), "different text"),
        frequent,
        all.size() > MOST_SHOWN ? ", ..." : "",
        rows("numbers", CellKind.NUMBER),
        rows("dates or times", CellKind.DATE, CellKind.TIME),
        rows("true or false", CellKind.TRUTH));
  }

  private String rows(String what, CellKind... kinds) {
    long rows = counts.count(kinds);
    return rows == 0 ? "" : String.format(Locale.ROOT, "; %s in %,d rows", what, rows);
  }

  private String becomes() {
    if (column.input().isEmpty()) {
      return "left out: " + column.reason();
    }
    if (isRefused()) {
      return "refused for its empty cells";
    }
    if (column.input().get() instanceof CategoryColumn categories) {
      int all = categories.categories().size();
      int most = choices.mostCategories();
      return all > most
          ? String.format(Locale.ROOT, "the %,d most frequent are categories", most)
          : Counted.of(all, "category") + filled();
    }
    NumberColumn number = (NumberColumn) column.input().get();
    return switch (number.kind()) {
      case NUMBER ->
          column.truth() == Truth.ONLY
              ? number("a number", "true or false", CellKind.TRUTH)
              : number("a number", "numbers", numbers());
      case DATE -> number("a number: days", "dates", CellKind.DATE);
      case TIMESTAMP -> number("a number: seconds", "times", CellKind.DATE, CellKind.TIME);
    };
  }

  /** Returns what counts as a number in a column of numbers. */
  private CellKind[] numbers() {
    return counts.column().kind() == TableColumn.Kind.TEXT
        ? new CellKind[] {CellKind.NUMBER}
        : new CellKind[] {CellKind.NUMBER, CellKind.TRUTH};
  }

  /**
   * Returns what becomes of a column of numbers.
   *
   * @param all what all cells should be
   */
  private String number(String what, String all, CellKind... kinds) {
    return isOnly(kinds)
        ? what + filled()
        : "refused: nearly all cells are " + all + ", and some are not";
  }

  /** Returns what stands for empty cells, if there are some. */
  private String filled() {
    if (counts.missing() == 0) {
      return "";
    }
    boolean own =
        column.input().orElseThrow() instanceof CategoryColumn
            && choices.missing() != MissingCells.MOST_FREQUENT;
    return own ? " and one of empty cells" : ", " + choices.missing() + " where empty";
  }

  private boolean isRefused() {
    return counts.missing() > 0 && !choices.takesMissing();
  }

  /** Returns the option that says it otherwise, its name in braces. */
  public String advice() {
    if (column.input().isEmpty()) {
      boolean isTime =
          column.reason().equals(PlannedColumn.DATES)
              || column.reason().equals(PlannedColumn.TIMES);
      return counts.present() == 0
          ? ""
          : isTime ? "{dates} number takes it" : "{categorical} takes it";
    }
    return isRefused()
        ? "{missing} mean fills them"
        : column.input().get() instanceof CategoryColumn
            ? "{exclude} leaves it out"
            : "{categorical} makes categories of it";
  }
}
