package dev.lockstep.input;

import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.text.Printable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns rows as read into what a model's network takes. Columns are paired by their names, and
 * categories by their texts: the rows may know more of them, in another order. K: columns of the
 * model; for one thread at a time.
 */
public final class Encoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final Preprocessing preprocessing;

  /** [K], of the model's columns. */
  private final List<String> names;

  /** [K], the place of each column among those of the rows. */
  private final int[] order;

  /** [K], the model's place of each category of the rows; null for numbers. */
  private final int[][] codes;

  /** A raw row of the model, [K]. */
  private final double[] cells;

  private Encoder(
      String name, Preprocessing preprocessing, List<String> names, int[] order, int[][] codes) {
    this.name = name;
    this.preprocessing = preprocessing;
    this.names = List.copyOf(names);
    this.order = order;
    this.codes = codes;
    cells = new double[order.length];
  }

  /**
   * Creates an encoder.
   *
   * @param name of the rows, in messages
   * @param columns of the rows
   * @param names of the model's columns
   * @throws IllegalArgumentException if rows lack a column, or have one of another kind
   */
  public static Encoder of(
      String name, List<InputColumn> columns, Preprocessing preprocessing, List<String> names) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      places.put(columns.get(i).name(), i);
    }
    int[] order = new int[preprocessing.cells()];
    int[][] codes = new int[order.length][];
    for (int c = 0; c < order.length; c++) {
      String column = names.get(c);
      Integer place = places.get(column);
      if (place == null) {
        throw new IllegalArgumentException(
            name + ": has no column '" + Printable.line(column) + "', which the model has");
      }
      order[c] = place;
      codes[c] =
          codes(
              name,
              columns.get(place),
              preprocessing.isPlain() ? NumberColumn.of(column) : preprocessing.columns().get(c));
    }
    return new Encoder(name, preprocessing, names, order, codes);
  }

  private static int[] codes(String name, InputColumn here, InputColumn model) {
    Optional<CategoryColumn> from = categories(here);
    Optional<CategoryColumn> to = categories(model);
    if (from.isPresent() != to.isPresent()) {
      throw new IllegalArgumentException(
          name
              + ": column '"
              + Printable.line(here.name())
              + "'"
              + (to.isPresent()
                  ? " holds numbers here, and the model takes categories"
                  : " holds categories here, and the model takes numbers"));
    }
    return from.isEmpty() ? null : codes(from.get(), to.get());
  }

  private static Optional<CategoryColumn> categories(InputColumn column) {
    return column instanceof CategoryColumn categories ? Optional.of(categories) : Optional.empty();
  }

  private static int[] codes(CategoryColumn from, CategoryColumn to) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < to.categories().size(); i++) {
      places.put(to.categories().get(i), i);
    }
    return from.categories().stream().mapToInt(text -> places.getOrDefault(text, -1)).toArray();
  }

  /** Returns true if the model takes numbers that are only scaled. */
  public boolean isPlain() {
    return preprocessing.isPlain();
  }

  /** Returns the scaling of the numbers. */
  public InputScaling scaling() {
    return preprocessing.scaling();
  }

  /** Returns the number of the model's columns, K. */
  public int cells() {
    return order.length;
  }

  /** Returns the number of the network's inputs. */
  public int inputs() {
    return preprocessing.inputs();
  }

  /** Returns the number of the model's columns of numbers. */
  public int numbers() {
    return preprocessing.numbers();
  }

  /**
   * Adds a row's inputs to a matrix.
   *
   * @param x the row as read
   * @throws IllegalArgumentException if the model refuses a cell; the message names the column
   */
  public void encode(double[] x, CsrMatrix to) {
    for (int c = 0; c < cells.length; c++) {
      double cell = x[order[c]];
      boolean isCode = codes[c] != null && cell >= 0; // Neither missing nor unknown.
      cells[c] = isCode ? codes[c][(int) cell] : cell;
    }
    try {
      preprocessing.encode(cells, 0, 1, to);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Copies a row's cells in the order of the columns of a model of plain numbers.
   *
   * @param x the row as read
   * @throws IllegalArgumentException if a cell is missing; the message names the column
   */
  public void copyPlain(double[] x, double[] to) {
    for (int c = 0; c < order.length; c++) {
      to[c] = x[order[c]];
      if (Double.isNaN(to[c])) {
        throw new IllegalArgumentException(name + ": column " + names.get(c) + " is empty");
      }
    }
  }

  /** Copies a row's numbers, where something stands for those that are missing, to an array. */
  public void copyNumbers(double[] x, double[] numbers) {
    int n = 0;
    List<InputColumn> columns = preprocessing.columns();
    for (int c = 0; c < cells.length; c++) {
      if (columns.get(c) instanceof NumberColumn number) {
        double cell = x[order[c]];
        numbers[n++] = Double.isNaN(cell) && number.fill() != null ? number.fill() : cell;
      }
    }
    Arrays.fill(numbers, n, numbers.length, 0);
  }
}
