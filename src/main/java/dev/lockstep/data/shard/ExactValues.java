package dev.lockstep.data.shard;

import dev.lockstep.data.DataException;
import dev.lockstep.data.HeldByFloat;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/** The features that no float equals, as doubles, of a growing number of rows. */
final class ExactValues implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST = Integer.MAX_VALUE - 8;

  private int rows;

  /** Row r's values lie from {@code start[r]} up to {@code start[r + 1]}. */
  private transient int[] start;

  private transient int[] feature = new int[0];
  private transient double[] value = new double[0];

  /** Starts with rows that have no such features. */
  ExactValues(int rows) {
    this.rows = rows;
    start = new int[rows + 1];
  }

  /** Returns the number of values. */
  int count() {
    return start[rows];
  }

  /** Allocates for all rows and values to come. @throws DataException if they are too many */
  static ExactValues ofCapacity(int rows, long values) {
    if (values > MOST) {
      throw tooLarge();
    }
    ExactValues none = new ExactValues(0);
    none.start = new int[rows + 1];
    none.feature = new int[(int) values];
    none.value = new double[(int) values];
    return none;
  }

  /**
   * Adds a row.
   *
   * @param x all its features; null where floats equal them
   */
  void add(double[] x) {
    int end = beginRow(x == null ? 0 : x.length);
    for (int i = 0; x != null && i < x.length; i++) {
      if ((float) x[i] != x[i]) {
        feature[end] = i;
        value[end++] = x[i];
      }
    }
    endRow(end);
  }

  /** Adds a row of another. */
  void add(ExactValues other, int row) {
    int from = other.start[row];
    int count = other.start[row + 1] - from;
    int end = beginRow(count);
    System.arraycopy(other.feature, from, feature, end, count);
    System.arraycopy(other.value, from, value, end, count);
    endRow(end + count);
  }

  private int beginRow(int most) {
    int end = start[rows];
    if (most > MOST - end) {
      throw tooLarge();
    }
    if (end + most > feature.length) {
      int capacity = (int) Math.min(MOST, Math.max(2L * end, (long) end + most));
      feature = Arrays.copyOf(feature, capacity);
      value = Arrays.copyOf(value, capacity);
    }
    if (rows + 1 == start.length) {
      start = Arrays.copyOf(start, Math.max(16, 2 * start.length));
    }
    return end;
  }

  private static DataException tooLarge() {
    return new DataException(
        "a shard of so many numbers that floats do not hold is too large: more shards make it smaller");
  }

  private void endRow(int end) {
    start[++rows] = end;
  }

  /** Releases memory that was allocated ahead. */
  ExactValues trim() {
    start = Arrays.copyOf(start, rows + 1);
    feature = Arrays.copyOf(feature, start[rows]);
    value = Arrays.copyOf(value, start[rows]);
    return this;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    ArrayIo.write(out, start, rows + 1);
    ArrayIo.write(out, feature, count());
    ArrayIo.write(out, value, count());
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    start = ArrayIo.readInts(in, rows + 1);
    feature = ArrayIo.readInts(in, count());
    value = ArrayIo.readDoubles(in, count());
  }

  /** Writes a row's values to their places among all its features. */
  void copyTo(int row, double[] x) {
    for (int n = start[row]; n < start[row + 1]; n++) {
      x[feature[n]] = value[n];
    }
  }

  boolean isEmpty(int row) {
    return start[row] == start[row + 1];
  }

  /** Returns the features with a value that no float stands for; see {@link HeldByFloat}. */
  BitSet unheld() {
    BitSet unheld = new BitSet();
    for (int n = 0; n < start[rows]; n++) {
      if (!unheld.get(feature[n]) && !HeldByFloat.test(value[n])) {
        unheld.set(feature[n]);
      }
    }
    return unheld;
  }

  /** Returns the features with a value that no float equals. */
  BitSet features() {
    BitSet features = new BitSet();
    for (int n = 0; n < start[rows]; n++) {
      features.set(feature[n]);
    }
    return features;
  }

  /** Compares a row with another's row by content. */
  int compare(int row, ExactValues other, int otherRow) {
    int from = start[row];
    int to = start[row + 1];
    int otherFrom = other.start[otherRow];
    int otherTo = other.start[otherRow + 1];
    int byPlace = Arrays.compare(feature, from, to, other.feature, otherFrom, otherTo);
    return byPlace != 0
        ? byPlace
        : Arrays.compare(value, from, to, other.value, otherFrom, otherTo);
  }

  /** Returns the size of the arrays in bytes. */
  long sizeBytes() {
    return (long) Integer.BYTES * (start.length + feature.length)
        + (long) Double.BYTES * value.length;
  }
}
