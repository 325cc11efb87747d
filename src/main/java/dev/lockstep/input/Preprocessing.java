package dev.lockstep.input;

import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.text.Counted;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns raw rows into a network's inputs. It is part of the model, so that scoring cannot forget
 * it.
 *
 * <p>A raw row is {@code double[K]}, a cell for each column: a number; the place of a category, or
 * -1 for a text that is not in the list; NaN where the cell is missing. The I inputs of a row are
 * the N numbers in the order of their columns, missing ones filled and all of them scaled; then the
 * flags of missing cells, 0 or 1; then each category column's inputs, 0 or 1.
 *
 * <p>It is plain if rows are numbers and none may be missing: then K = N = I, and there is nothing
 * but the scaling. A plain one does not know its columns' names.
 */
@SuppressWarnings("serial") // Lists of the JDK can be serialized.
public final class Preprocessing implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<InputColumn> columns;
  private final InputScaling scaling;
  private final int cells;
  private final int numbers;
  private final int inputs;

  /** [K], where a column's value begins among the inputs; none if plain. */
  private final int[] valueAt;

  /** [K], the input of a column's flag, or -1; none if plain. */
  private final int[] flagAt;

  /** [K], which of a category column's inputs is 1 if the cell is missing, or -1; none if plain. */
  private final int[] fillAt;

  private Preprocessing(List<InputColumn> columns, int cells, InputScaling scaling) {
    this.columns = columns;
    this.scaling = scaling;
    this.cells = cells;
    valueAt = new int[columns.size()];
    flagAt = new int[columns.size()];
    fillAt = new int[columns.size()];
    Arrays.fill(flagAt, -1);
    int at = 0;
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c) instanceof NumberColumn) {
        valueAt[c] = at++;
      }
    }
    numbers = columns.isEmpty() ? cells : at;
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).flag()) {
        flagAt[c] = at++;
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c) instanceof CategoryColumn column) {
        valueAt[c] = at;
        fillAt[c] = column.fill() == null ? -1 : column.input(column.code(column.fill()));
        at = Math.addExact(at, column.width());
      }
    }
    inputs = columns.isEmpty() ? cells : at;
    scaling.requireFeatures(numbers);
  }

  /** Returns the preprocessing of rows of numbers of which none is missing. */
  public static Preprocessing plain(int features, InputScaling scaling) {
    return new Preprocessing(List.of(), features, scaling);
  }

  /**
   * Returns the preprocessing of rows with these columns; a plain one if it has nothing to do but
   * to scale.
   *
   * @param scaling of the numbers
   */
  public static Preprocessing of(List<? extends InputColumn> columns, InputScaling scaling) {
    boolean plain = columns.stream().allMatch(c -> c instanceof NumberColumn n && n.isPlain());
    return plain
        ? plain(columns.size(), scaling)
        : new Preprocessing(List.copyOf(columns), columns.size(), scaling);
  }

  /** Returns the columns of a raw row; none if this is plain. */
  public List<InputColumn> columns() {
    return columns;
  }

  /** Returns a column; of a plain one without its name. */
  public InputColumn column(int cell) {
    return isPlain() ? NumberColumn.of("") : columns.get(cell);
  }

  /** Returns the scaling of the numbers. */
  public InputScaling scaling() {
    return scaling;
  }

  /** Returns true if there is nothing to do but to scale. */
  public boolean isPlain() {
    return columns.isEmpty();
  }

  /** Returns the number of cells of a raw row, K. */
  public int cells() {
    return cells;
  }

  /** Returns how many of the columns are numbers, N. */
  public int numbers() {
    return numbers;
  }

  /** Returns the number of the network's inputs, I. */
  public int inputs() {
    return inputs;
  }

  /** Returns the columns' names; none if this is plain. */
  public List<String> columnNames() {
    return columns.stream().map(InputColumn::name).toList();
  }

  /** Returns the names of the network's inputs; none if this is plain. */
  public List<String> inputNames() {
    String[] names = new String[isPlain() ? 0 : inputs];
    for (int c = 0; c < columns.size(); c++) {
      List<String> values = columns.get(c).valueNames();
      for (int i = 0; i < values.size(); i++) {
        names[valueAt[c] + i] = values.get(i);
      }
      if (flagAt[c] >= 0) {
        names[flagAt[c]] = columns.get(c).flagName();
      }
    }
    return List.of(names);
  }

  /**
   * Adds rows' inputs to a matrix, without zeros.
   *
   * @param x raw rows, [any x K]
   * @param first the first row
   * @param to of I columns
   * @throws IllegalArgumentException if a cell is not one of its column's; the message names it
   * @throws IllegalStateException if this is plain
   */
  public void encode(double[] x, int first, int rows, CsrMatrix to) {
    requireColumns();
    Row row = new Row();
    for (int r = first; r < first + rows; r++) {
      row.read(x, r * cells);
      to.reserve(cells + row.flags);
      row.addTo(to);
    }
  }

  /**
   * Writes rows' inputs.
   *
   * @param x raw rows, [any x K]
   * @param first the first row
   * @param to [rows x I] or longer; overwritten
   * @throws IllegalArgumentException if a cell is not one of its column's; the message names it
   * @throws IllegalStateException if this is plain
   */
  public void encode(double[] x, int first, int rows, float[] to) {
    requireColumns();
    Arrays.fill(to, 0, rows * inputs, 0);
    Row row = new Row();
    for (int r = 0; r < rows; r++) {
      row.read(x, (first + r) * cells);
      row.writeTo(to, r * inputs);
    }
  }

  private void requireColumns() {
    if (isPlain()) {
      throw new IllegalStateException("rows of numbers are only scaled");
    }
  }

  /**
   * Checks a raw cell.
   *
   * @throws IllegalArgumentException if it is not one of its column's; the message names it
   */
  public void requireCell(int column, double cell) {
    try {
      column(column).requireCell(cell);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "column "
              + column(column).name()
              + (Double.isNaN(cell) ? " " : ": " + cell + " ")
              + e.getMessage(),
          e);
    }
  }

  /** The inputs of one row that may be different from zero. */
  private final class Row {
    /** [N], scaled. */
    final float[] values = new float[numbers];

    /** The inputs that are 1, ascending; {@link #ones} of them, the first {@link #flags} flags. */
    final int[] places = new int[2 * cells];

    int flags;
    int ones;

    void read(double[] x, int from) {
      flags = 0;
      for (int c = 0; c < cells; c++) {
        double cell = x[from + c];
        boolean isMissing = Double.isNaN(cell);
        if (isMissing && !columns.get(c).takesMissing()) {
          requireCell(c, cell);
        }
        if (isMissing && flagAt[c] >= 0) {
          places[flags++] = flagAt[c];
        }
        if (columns.get(c) instanceof NumberColumn number) {
          values[valueAt[c]] = scaling.scaled(isMissing ? number.fill() : cell, valueAt[c]);
        }
      }
      ones = flags;
      for (int c = 0; c < cells; c++) {
        if (columns.get(c) instanceof CategoryColumn column) {
          double cell = x[from + c];
          requireCell(c, cell);
          int input = Double.isNaN(cell) ? fillAt[c] : column.input(cell);
          if (input >= 0) {
            places[ones++] = valueAt[c] + input;
          }
        }
      }
    }

    void addTo(CsrMatrix to) {
      int[] indices = to.indices();
      float[] entries = to.values();
      int at = to.entries();
      int end = at;
      for (int i = 0; i < numbers; i++) {
        if (values[i] != 0) {
          indices[end] = i;
          entries[end++] = values[i];
        }
      }
      for (int i = 0; i < ones; i++) {
        indices[end] = places[i];
        entries[end++] = 1;
      }
      to.endRow(end - at);
    }

    void writeTo(float[] to, int at) {
      System.arraycopy(values, 0, to, at, numbers);
      for (int i = 0; i < ones; i++) {
        to[at + places[i]] = 1;
      }
    }
  }

  /** Returns the first thing in which two differ, with both of it; empty if they are equal. */
  public Optional<String> difference(Preprocessing other) {
    if (columns.size() != other.columns.size() || cells != other.cells) {
      return Optional.of(
          Counted.of(cells, "column")
              + " against "
              + other.cells
              + (isPlain() == other.isPlain() ? "" : ", one of them plain"));
    }
    for (int c = 0; c < columns.size(); c++) {
      if (!columns.get(c).equals(other.columns.get(c))) {
        return Optional.of(columns.get(c) + " against " + other.columns.get(c));
      }
    }
    return scaling.equals(other.scaling)
        ? Optional.empty()
        : Optional.of("input scaling " + scaling + " against " + other.scaling);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Preprocessing o
        && cells == o.cells
        && columns.equals(o.columns)
        && scaling.equals(o.scaling);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cells, columns, scaling);
  }

  @Override
  public String toString() {
    return isPlain() ? scaling.toString() : cells + " columns to " + inputs + " inputs";
  }
}
