package dev.lockstep.data.table;

import dev.lockstep.data.CellException;
import dev.lockstep.data.CellException.Fault;
import dev.lockstep.data.CellText;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.IsoTime;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.TruthText;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Reads a column's cells as those of raw rows: a number; the place of a category, or -1; NaN for a
 * missing cell. For one thread at a time.
 */
public final class CellReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More texts than these are looked up anew each time. */
  private static final int MOST_KNOWN = 1 << 17;

  private static final int SECONDS_OF_A_DAY = 86_400;

  private final TableColumn column;
  private final InputColumn input;
  private final int place;
  private final Truth truth;

  /** The texts that were met, by their cells. */
  private transient Map<Object, Category> known;

  private record Category(double code, CellText text) {}

  /** Whether the texts {@code true} and {@code false} are the numbers 1 and 0. */
  public enum Truth {
    NONE,
    /** Beside other numbers. */
    ALSO,
    /** No other number may stand there. */
    ONLY
  }

  /**
   * Creates a reader.
   *
   * @param input what the cells are
   * @param place of the column among the features
   */
  public CellReader(TableColumn column, InputColumn input, int place, Truth truth) {
    this.column = column;
    this.input = input;
    this.place = place;
    this.truth = truth;
  }

  public TableColumn column() {
    return column;
  }

  boolean isCategory() {
    return input instanceof CategoryColumn;
  }

  /** Returns true if cells are numbers of which none is missing. */
  public boolean isPlainNumber() {
    return input instanceof NumberColumn number && number.isPlain();
  }

  /** Returns this reader for rows with these columns. */
  CellReader in(Map<String, Integer> here) {
    return new CellReader(column.in(here), input, place, truth);
  }

  /**
   * Returns the cell of a raw row.
   *
   * @param texts [features], gets a category's text at the column's place; may be null
   * @throws CellException that names the column and the value
   */
  public double read(InternalRow row, CellText[] texts) {
    if (column.isNull(row)) {
      return missing();
    }
    if (input instanceof CategoryColumn categories) {
      if (column.isMark(row)) {
        return missing();
      }
      Category found = find(row, categories);
      if (texts != null) {
        texts[place] = found.text;
      }
      return found.code;
    }
    NumberColumn.Kind kind = ((NumberColumn) input).kind();
    return kind == NumberColumn.Kind.NUMBER ? number(row) : time(row, kind);
  }

  private double missing() {
    if (!input.takesMissing()) {
      throw new CellException(column.name(), "is empty", Fault.MISSING);
    }
    return Double.NaN;
  }

  private double number(InternalRow row) {
    double value = column.value(row);
    if (Float.isFinite((float) value) && truth != Truth.ONLY) {
      return value;
    }
    if (column.isMark(row) || isBlank(row)) {
      return input.takesMissing() ? Double.NaN : throwing(column.notANumber(row));
    }
    Optional<Boolean> is = truth == Truth.NONE ? Optional.empty() : truth(row);
    return is.isPresent() ? is.get() ? 1 : 0 : throwing(wrong(row));
  }

  private static double throwing(CellException e) {
    throw e;
  }

  private CellException wrong(InternalRow row) {
    return truth == Truth.ONLY
        ? new CellException(
            column.name(),
            CellException.quote(column.shown(row)) + " is not true or false",
            Fault.TEXT)
        : column.notANumber(row);
  }

  private boolean isBlank(InternalRow row) {
    return column.kind() == TableColumn.Kind.TEXT && text(row).isBlank();
  }

  private String text(InternalRow row) {
    return row.getUTF8String(column.ordinal()).toString();
  }

  private Optional<Boolean> truth(InternalRow row) {
    return column.kind() == TableColumn.Kind.TEXT ? TruthText.of(text(row)) : Optional.empty();
  }

  private double time(InternalRow row, NumberColumn.Kind kind) {
    boolean isDate = kind == NumberColumn.Kind.DATE;
    if (column.kind() == TableColumn.Kind.TEXT) {
      String text = text(row);
      if (text.isBlank()) {
        return missing();
      }
      try {
        return isDate ? IsoTime.days(text) : IsoTime.seconds(text);
      } catch (IllegalArgumentException e) {
        throw new CellException(
            column.name(), CellException.quote(text) + " " + e.getMessage(), Fault.TEXT);
      }
    }
    double value = column.value(row);
    if (isDate && column.kind() == TableColumn.Kind.TIMESTAMP) {
      throw new CellException(column.name(), "holds times, and dates are expected");
    }
    return !isDate && column.kind() == TableColumn.Kind.DATE ? value * SECONDS_OF_A_DAY : value;
  }

  private Category find(InternalRow row, CategoryColumn categories) {
    if (known == null) {
      known = new HashMap<>();
    }
    boolean isText = column.kind() == TableColumn.Kind.TEXT;
    Object key = isText ? row.getUTF8String(column.ordinal()) : column.category(row);
    Category found = known.get(key);
    if (found == null) {
      found = category(row, categories);
      if (known.size() < MOST_KNOWN) {
        known.put(key instanceof UTF8String cell ? cell.copy() : key, found);
      }
    }
    return found;
  }

  private Category category(InternalRow row, CategoryColumn categories) {
    String text = column.category(row);
    if (text.isBlank()) {
      return new Category(missing(), null);
    }
    try {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return new Category(categories.code(text), new CellText(place, utf8));
    } catch (IllegalArgumentException e) {
      throw new CellException(column.name(), CellException.quote(text) + " " + e.getMessage());
    }
  }

  /** Returns the columns' readers, one for each input. */
  public static List<CellReader> of(List<TableColumn> columns, List<InputColumn> inputs) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> new CellReader(columns.get(i), inputs.get(i), i, Truth.ALSO))
        .toList();
  }
}
