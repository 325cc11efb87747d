package dev.lockstep.scorer;

import dev.lockstep.input.InputColumn;
import dev.lockstep.input.JavaValue;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.model.Model;
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
      x[at + c] = JavaValue.cell(columns.get(c), value);
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
      x[c] = JavaValue.cell(columns.get(c), row[c]);
    }
  }
}
