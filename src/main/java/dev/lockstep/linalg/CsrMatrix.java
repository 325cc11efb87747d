package dev.lockstep.linalg;

import java.util.Arrays;

/**
 * A matrix in compressed sparse rows (CSR): only some entries are stored, row by row, and the
 * others are zero. The buffer grows as needed and is used again after {@link #clear}.
 */
public final class CsrMatrix {
  private int columns;
  private int rows;

  /** Row r's entries lie from {@code start[r]} up to {@code start[r + 1]}. */
  int[] start = new int[1];

  /** An entry's column, ascending within a row. */
  int[] index = new int[0];

  float[] value = new float[0];

  /**
   * Creates an empty matrix.
   *
   * @param columns the number of columns of every row
   */
  public CsrMatrix(int columns) {
    this.columns = columns;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Returns the number of entries stored. */
  public int entries() {
    return start[rows];
  }

  /** Returns the place of a row's first entry; of the row behind the last, that of the end. */
  public int start(int row) {
    return start[row];
  }

  /** Removes all rows. */
  public void clear() {
    rows = 0;
  }

  /**
   * Adds a row whose entries stand in {@link #indices} and {@link #values} from {@link #entries}
   * on.
   *
   * @param count the number of these entries; their columns ascend and are below {@link #columns}
   */
  public void endRow(int count) {
    if (rows + 2 > start.length) {
      start = Arrays.copyOf(start, Math.max(rows + 2, 2 * start.length));
    }
    start[rows + 1] = start[rows] + count;
    rows++;
  }

  /** Makes room for {@code count} entries beyond those stored. */
  public void reserve(int count) {
    int capacity = Math.addExact(entries(), count);
    if (capacity > index.length) {
      int length = (int) Math.min(Math.max(capacity, 2L * index.length), Integer.MAX_VALUE - 8);
      index = Arrays.copyOf(index, length);
      value = Arrays.copyOf(value, length);
    }
  }

  /** Returns the entries' columns; valid until {@link #reserve} is called. */
  public int[] indices() {
    return index;
  }

  /** Returns the entries' values; valid until {@link #reserve} is called. */
  public float[] values() {
    return value;
  }

  /** Adds a row of values without its zeros. */
  public void addRow(float[] x, int from) {
    reserve(columns);
    int[] indices = index;
    float[] values = value;
    int at = entries();
    int end = at;
    for (int c = 0; c < columns; c++) {
      float feature = x[from + c];
      if (feature != 0) {
        indices[end] = c;
        values[end++] = feature;
      }
    }
    endRow(end - at);
  }

  /**
   * Writes all rows with their zeros.
   *
   * @param x [rows x columns] or longer; overwritten
   */
  public void copyTo(float[] x) {
    Arrays.fill(x, 0, rows * columns, 0);
    for (int r = 0; r < rows; r++) {
      for (int e = start[r]; e < start[r + 1]; e++) {
        x[r * columns + index[e]] = value[e];
      }
    }
  }

  /** Overwrites this matrix with one row of {@code count} ones. */
  void setToOnes(int count) {
    if (rows == 1 && entries() == count) {
      return;
    }
    clear();
    columns = count;
    reserve(count);
    for (int c = 0; c < count; c++) {
      index[c] = c;
      value[c] = 1;
    }
    endRow(count);
  }
}
