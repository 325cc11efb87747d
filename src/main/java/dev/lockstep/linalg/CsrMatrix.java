package dev.lockstep.linalg;

import java.util.Arrays;

/**
 * A matrix in compressed sparse rows (CSR): only some entries are stored, row by row, and the
 * others are zero. A buffer that is filled again and again and grows as it must.
 */
public final class CsrMatrix {
  private int columns;
  private int rows;

  /** Row r's entries lie from {@code start[r]} up to {@code start[r + 1]}. */
  int[] start = new int[1];

  /** An entry's column, ascending within a row. */
  int[] index = new int[0];

  float[] value = new float[0];

  /** For {@link #transposeOf}: where the next entry of a row goes. */
  private int[] next = new int[0];

  /**
   * An empty matrix.
   *
   * @param columns how many columns every row has
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

  /** The number of entries stored. */
  public int entries() {
    return start[rows];
  }

  /** Back to no rows. */
  public void clear() {
    rows = 0;
  }

  /**
   * Adds a row of entries that {@link #indices} and {@link #values} have received from {@link
   * #entries} on.
   *
   * @param count how many they are; their columns ascend and are below {@link #columns}
   */
  public void endRow(int count) {
    if (rows + 2 > start.length) {
      start = Arrays.copyOf(start, Math.max(rows + 2, 2 * start.length));
    }
    start[rows + 1] = start[rows] + count;
    rows++;
  }

  /** Makes room for so many entries beyond those stored. */
  public void reserve(int count) {
    int capacity = Math.addExact(entries(), count);
    if (capacity > index.length) {
      int length = (int) Math.min(Math.max(capacity, 2L * index.length), Integer.MAX_VALUE - 8);
      index = Arrays.copyOf(index, length);
      value = Arrays.copyOf(value, length);
    }
  }

  /** The entries' columns; valid until {@link #reserve} is called. */
  public int[] indices() {
    return index;
  }

  /** The entries' values; valid until {@link #reserve} is called. */
  public float[] values() {
    return value;
  }

  /** Adds a row by its values, zeros left out. */
  public void addRow(float[] x, int from) {
    reserve(columns);
    int at = entries();
    int end = at;
    for (int c = 0; c < columns; c++) {
      if (x[from + c] != 0) {
        index[end] = c;
        value[end++] = x[from + c];
      }
    }
    endRow(end - at);
  }

  /** Overwrites this matrix with one row of so many ones. */
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

  /**
   * Overwrites this matrix with another one's transpose; entries of a row keep the other's order of
   * rows.
   */
  public void transposeOf(CsrMatrix other) {
    rows = 0;
    columns = other.rows;
    reserve(other.entries());
    rows = other.columns;
    if (start.length < rows + 1) {
      start = new int[rows + 1];
      next = new int[rows + 1];
    }
    int[] next = this.next;
    countRows(other, next);
    int sum = 0;
    for (int r = 0; r < rows; r++) {
      int count = next[r];
      start[r] = sum;
      next[r] = sum;
      sum += count;
    }
    start[rows] = sum;
    for (int r = 0; r < other.rows; r++) {
      scatter(other, r, next, index, value);
    }
  }

  private static void countRows(CsrMatrix other, int[] count) {
    Arrays.fill(count, 0);
    int[] index = other.index;
    int entries = other.entries();
    for (int n = 0; n < entries; n++) {
      count[index[n]]++;
    }
  }

  private static void scatter(
      CsrMatrix other, int row, int[] next, int[] toIndex, float[] toValue) {
    int[] index = other.index;
    float[] value = other.value;
    int end = other.start[row + 1];
    for (int n = other.start[row]; n < end; n++) {
      int to = next[index[n]]++;
      toIndex[to] = row;
      toValue[to] = value[n];
    }
  }
}
