package dev.lockstep.data.table;

import dev.lockstep.input.IsoTime;
import dev.lockstep.input.TruthText;
import dev.lockstep.text.Blanks;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** What a cell holds, whatever its column's type. */
public enum CellKind {
  MISSING,
  NUMBER,
  TRUTH,
  DATE,
  TIME,
  TEXT;

  private static final Object NOTHING = "";

  /** As in 2026-01-31. */
  private static final int SHORTEST_DATE = 10;

  private static final int DASH = 4;
  private static final double SECONDS_OF_A_DAY = 86_400;

  /** Returns the kind of a cell. */
  public static CellKind of(InternalRow row, TableColumn column) {
    if (column.isNull(row) || column.isMark(row)) {
      return MISSING;
    }
    return switch (column.kind()) {
      case TEXT ->
          Float.isFinite((float) column.value(row))
              ? NUMBER
              : ofText(Utf8.name(column.name(), row.getUTF8String(column.ordinal())));
      case BOOLEAN -> TRUTH;
      case DATE -> DATE;
      case TIMESTAMP -> TIME;
      default -> NUMBER;
    };
  }

  /** Returns the kind of a category's text. */
  public static CellKind of(String category) {
    return FloatText.isNumber(category) ? NUMBER : ofText(category);
  }

  /** Returns the kind of a text that is not a number. */
  private static CellKind ofText(String text) {
    if (text.isBlank()) {
      return MISSING;
    }
    if (TruthText.of(text).isPresent()) {
      return TRUTH;
    }
    String bare = Blanks.strip(text);
    boolean mayBeTime = bare.length() >= SHORTEST_DATE && bare.charAt(DASH) == '-';
    return !mayBeTime
        ? TEXT
        : is(text, IsoTime::days) ? DATE : is(text, IsoTime::seconds) ? TIME : TEXT;
  }

  private static boolean is(String text, ToDoubleFunction<String> read) {
    try {
      return Double.isFinite(read.applyAsDouble(text));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns a cell's text, as a category has it; the cell is not missing. */
  public static String text(InternalRow row, TableColumn column) {
    return column.category(row);
  }

  /**
   * Returns a cell's number, or a date or time in seconds since 1970; NaN for any other text, and
   * for a missing one.
   */
  public static double number(InternalRow row, TableColumn column, CellKind kind) {
    if (kind == MISSING || kind == TEXT) {
      return Double.NaN;
    }
    if (column.kind() != TableColumn.Kind.TEXT || kind == NUMBER) {
      return column.value(row) * (kind == DATE ? SECONDS_OF_A_DAY : 1);
    }
    String text = row.getUTF8String(column.ordinal()).toString();
    return switch (kind) {
      case TRUTH -> TruthText.of(text).orElseThrow() ? 1 : 0;
      case DATE -> IsoTime.days(text) * SECONDS_OF_A_DAY;
      default -> IsoTime.seconds(text);
    };
  }

  /** Returns a key that equal cells share; valid as long as the row. */
  public static Object key(InternalRow row, TableColumn column) {
    if (column.isNull(row)) {
      return NOTHING;
    }
    return switch (column.kind()) {
      case TEXT -> row.getUTF8String(column.ordinal());
      case LONG -> row.getLong(column.ordinal());
      case DECIMAL -> column.shown(row);
      default -> column.value(row);
    };
  }

  /** Returns a key that outlives the row. */
  public static Object kept(Object key) {
    return key instanceof UTF8String cell ? cell.copy() : key;
  }
}
