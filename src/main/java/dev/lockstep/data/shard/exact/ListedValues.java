package dev.lockstep.data.shard.exact;

import dev.lockstep.data.ArrayIo;
import dev.lockstep.data.DataException;
import dev.lockstep.data.HeldByFloat;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.BitSet;

/** The features that no float equals, as doubles with their places, of a growing number of rows. */
public final class ListedValues implements ExactValues {
  private static final long serialVersionUID = 1L;
  private static final int MOST = Integer.MAX_VALUE - 8;

  private int rows;

  /** Row r's values lie from {@code start[r]} up to {@code start[r + 1]}. */
  private transient int[] start;

  private transient int[] feature = new int[0];
  private transient double[] value = new double[0];

  /** Starts with rows that have no such features. */
  public ListedValues(int rows) {
    this.rows = rows;
    start = new int[rows + 1];
  }

  /** Allocates for all rows and values to come. @throws DataException if they are too many */
  public static ListedValues ofCapacity(int rows, long values) {
    if (values > MOST) {
      throw tooLarge();
    }
    ListedValues none = new ListedValues(0);
    none.start = new int[rows + 1];
    none.feature = new int[(int) values];
    none.value = new double[(int) values];
    return none;
  }

  @Override
  public long count() {
    return start[rows];
  }

  /**
   * Adds a row.
   *
   * @param x all its features; null where floats equal them
   */
  public void add(double[] x) {
    int count = 0;
    for (int i = 0; x != null && i < x.length; i++) {
      count += HeldByFloat.isEqual(x[i]) ? 0 : 1;
    }
    int end = beginRow(count);
    for (int i = 0; count > 0 && i < x.length; i++) {
      if (!HeldByFloat.isEqual(x[i])) {
        feature[end] = i;
        value[end++] = x[i];
      }
    }
    start[++rows] = end;
  }

  private int beginRow(int count) {
    int end = start[rows];
    if (count > MOST - end) {
      throw tooLarge();
    }
    if (end + count > feature.length) {
      int capacity = (int) Math.min(MOST, Math.max(2L * end, (long) end + count));
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

  /** Returns the values without memory that was allocated ahead, in the form that suits them. */
  public ExactValues trim(int features) {
    if (Residuals.suit(features, rows, count())
        && Arrays.stream(value, 0, start[rows]).allMatch(Residuals::holds)) {
      return residuals(features);
    }
    start = Arrays.copyOf(start, rows + 1);
    feature = Arrays.copyOf(feature, start[rows]);
    value = Arrays.copyOf(value, start[rows]);
    return this;
  }

  private Residuals residuals(int features) {
    Residuals residuals = new Residuals(features, rows);
    for (int row = 0; row < rows; row++) {
      for (int n = start[row]; n < start[row + 1]; n++) {
        residuals.set(row, feature[n], value[n]);
      }
    }
    return residuals;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    ArrayIo.write(out, start, rows + 1);
    ArrayIo.write(out, feature, start[rows]);
    ArrayIo.write(out, value, start[rows]);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    start = ArrayIo.readInts(in, rows + 1);
    feature = ArrayIo.readInts(in, start[rows]);
    value = ArrayIo.readDoubles(in, start[rows]);
  }

  @Override
  public void copyTo(int row, double[] x) {
    for (int n = start[row]; n < start[row + 1]; n++) {
      x[feature[n]] = value[n];
    }
  }

  @Override
  public BitSet features() {
    BitSet features = new BitSet();
    for (int n = 0; n < start[rows]; n++) {
      features.set(feature[n]);
    }
    return features;
  }

  @Override
  public long sizeBytes() {
    return (long) Integer.BYTES * (start.length + feature.length)
        + (long) Double.BYTES * value.length;
  }
}
