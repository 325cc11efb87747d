package dev.lockstep.scorer;

import dev.lockstep.input.CategoryText;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.model.Model;
import dev.lockstep.text.DamagedFileException;
import java.math.BigDecimal;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes raw cells of the values of Java's types. */
final class RowCells {
  private final List<InputColumn> columns;

  RowCells(Model model) {
    columns = model.preprocessing().isPlain() ? numbers(model) : model.preprocessing().columns();
  }

  private static List<InputColumn> numbers(Model model) {
    List<InputColumn> numbers = new ArrayList<>();
    for (int i = 0; i < model.preprocessing().cells(); i++) {
      boolean hasNames = !model.featureNames().isEmpty();
      numbers.add(NumberColumn.of(hasNames ? model.featureNames().get(i) : String.valueOf(i)));
    }
    return List.copyOf(numbers);
  }

  List<InputColumn> columns() {
    return columns;
  }

  /** Copies a row's cells to {@code x} from {@code at} on. */
  void read(Map<String, ?> row, double[] x, int at) {
    for (int c = 0; c < columns.size(); c++) {
      String name = columns.get(c).name();
      Object value = row.get(name);
      if (value == null && !row.containsKey(name)) {
        throw new IllegalArgumentException("there is no column " + name);
      }
      x[at + c] = cell(columns.get(c), value);
    }
  }

  /**
   * Copies a row's cells.
   *
   * @param row a value for each column
   * @param x [K]
   */
  void read(Object[] row, double[] x) {
    for (int c = 0; c < columns.size(); c++) {
      x[c] = cell(columns.get(c), row[c]);
    }
  }

  private static double cell(InputColumn column, Object value) {
    try {
      if (value == null) {
        return column.missing();
      }
      if (value instanceof Number number) {
        return column.cell(number.doubleValue(), text(number));
      }
      if (value instanceof Boolean is) {
        return column.cell(is ? 1 : 0, is.toString());
      }
      if (value instanceof CharSequence
          || value instanceof Character
          || value instanceof Enum<?>
          || value instanceof TemporalAccessor) {
        return column.cell(value.toString());
      }
    } catch (IllegalArgumentException e) {
      String shown = value == null ? "" : ": " + DamagedFileException.quote(String.valueOf(value));
      throw new IllegalArgumentException(
          "column " + column.name() + shown + " " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "column " + column.name() + ": a " + value.getClass().getName() + " is not a cell");
  }

  private static String text(Number number) {
    return number instanceof Double d
        ? textOf(d)
        : number instanceof Float f
            ? textOf(f)
            : number instanceof BigDecimal decimal ? CategoryText.of(decimal) : number.toString();
  }

  private static String textOf(double number) {
    return Double.isFinite(number) ? CategoryText.of(number) : String.valueOf(number);
  }

  private static String textOf(float number) {
    return Float.isFinite(number) ? CategoryText.of(number) : String.valueOf(number);
  }
}
