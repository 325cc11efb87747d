package dev.lockstep.data.plan;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.table.CellKind;
import dev.lockstep.data.table.CellReader.Truth;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.text.CodePoints;
import java.util.List;
import java.util.Locale;

/**
 * Decides what a column is by what stands in all of its rows.
 *
 * @param table its name in messages
 * @param typed true if columns have types, so that text is not meant as a number
 */
public record KindRule(String table, InputChoices choices, boolean typed) {
  private static final int FEW_TEXTS_ARE_ONE_IN = 10;
  private static final int FEW_ROWS_ARE_ONE_IN = 20;

  /** Returns what becomes of a column. */
  PlannedColumn decide(ColumnCounts counts) {
    TableColumn column = counts.column();
    long present = counts.present();
    if (choices.isCategorical(column.name())) {
      return categorical(counts);
    }
    if (present == 0) {
      return PlannedColumn.leftOut(column, "empty in every row");
    }
    if (column.kind().isNumber()) {
      // Of a type that tells.
      return number(column, NumberColumn.Kind.NUMBER, Truth.NONE);
    }
    if (counts.count(CellKind.DATE, CellKind.TIME) == present) {
      return time(counts);
    }
    // Of nearly all, the one that is of another kind will be refused with its row.
    if (!typed && isNearly(counts, CellKind.NUMBER)) {
      return number(column, NumberColumn.Kind.NUMBER, Truth.NONE);
    }
    if (isNearly(counts, CellKind.DATE, CellKind.TIME)) {
      return time(counts);
    }
    if (!typed && isNearly(counts, CellKind.TRUTH)) {
      return number(column, NumberColumn.Kind.NUMBER, Truth.ONLY);
    }
    if (!counts.hasTexts() || LabelEncoder.areTooMany(counts.different(), present)) {
      return PlannedColumn.leftOut(column, PlannedColumn.LIKE_IDS);
    }
    if (counts.different() == 1 && counts.missing() == 0) {
      return PlannedColumn.leftOut(column, "the same text in every row");
    }
    return category(counts);
  }

  private PlannedColumn categorical(ColumnCounts counts) {
    String column = CellException.quote(counts.column().name());
    if (!counts.hasTexts()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: column %s has more than %,d different texts: too many for categories",
              table,
              column,
              ColumnCounts.MOST_TEXTS));
    }
    if (counts.present() == 0) {
      throw new DataException(table + ": column " + column + " is empty in every row");
    }
    return category(counts);
  }

  private PlannedColumn time(ColumnCounts counts) {
    boolean dates = counts.count(CellKind.TIME) == 0;
    if (!choices.readsDates()) {
      return PlannedColumn.leftOut(
          counts.column(), dates ? PlannedColumn.DATES : PlannedColumn.TIMES);
    }
    NumberColumn.Kind kind = dates ? NumberColumn.Kind.DATE : NumberColumn.Kind.TIMESTAMP;
    return number(counts.column(), kind, Truth.NONE);
  }

  /**
   * Returns true if all cells are of some kinds, or a few are not: by their rows, or by their
   * different texts.
   */
  private static boolean isNearly(ColumnCounts counts, CellKind... kinds) {
    long such = counts.count(kinds);
    long strange = counts.present() - such;
    if (such == 0 || strange <= counts.present() / FEW_ROWS_ARE_ONE_IN) {
      return such > 0;
    }
    List<CellKind> wanted = List.of(kinds);
    return counts.hasTexts()
        && counts.texts().stream().filter(text -> !wanted.contains(CellKind.of(text))).count()
            <= counts.different() / FEW_TEXTS_ARE_ONE_IN;
  }

  /** Returns what becomes of a column at whose cells nobody has looked: its type tells. */
  PlannedColumn unseen(TableColumn column) {
    return switch (column.kind()) {
      case DATE -> PlannedColumn.leftOut(column, PlannedColumn.DATES);
      case TIMESTAMP -> PlannedColumn.leftOut(column, PlannedColumn.TIMES);
      default -> number(column, NumberColumn.Kind.NUMBER, Truth.NONE);
    };
  }

  /** Returns a column of numbers. */
  private PlannedColumn number(TableColumn column, NumberColumn.Kind kind, Truth truth) {
    Double fill = choices.takesMissing() ? 0.0 : null;
    return PlannedColumn.of(
        column, new NumberColumn(column.name(), kind, fill, /* flag= */ false), truth);
  }

  private PlannedColumn category(ColumnCounts counts) {
    List<String> texts = counts.texts().stream().sorted(CodePoints::compare).toList();
    String fill = choices.takesMissing() ? texts.get(0) : null;
    InputColumn input =
        new CategoryColumn(
            counts.column().name(),
            texts,
            choices.refusesUnseen() ? Unseen.REFUSE : Unseen.ZEROS,
            fill,
            /* flag= */ false);
    return PlannedColumn.of(counts.column(), input, Truth.NONE);
  }
}
