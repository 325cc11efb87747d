package dev.lockstep.data.shard;

import dev.lockstep.data.ArrayIo;
import dev.lockstep.data.DataException;
import dev.lockstep.linalg.CsrMatrix;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;

/**
 * A growing matrix of features [count x features]. It holds bytes while all features are whole
 * numbers from 0 to 255, and floats from the first other feature on. The values are the same in
 * both: -0 becomes 0.
 */
public final class Rows implements StoredRows {
  private static final long serialVersionUID = 1L;

  private final int features;
  private int count;

  /** Counted row by row, because a loop over all rows would run for long before it is compiled. */
  private long entries;

  private byte[] bytes = new byte[0];

  /** Used instead of {@link #bytes} once a feature is not a byte. */
  private transient float[] floats;

  Rows(int features) {
    this.features = features;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public boolean isCompressed() {
    return false;
  }

  @Override
  public long entries() {
    return entries;
  }

  @Override
  public long sizeBytes() {
    return floats == null ? bytes.length : 4L * floats.length;
  }

  void add(float[] row) {
    int capacity = (floats == null ? bytes.length : floats.length) / features;
    if (count == capacity) {
      reserve(Math.max(count + 1, (int) Math.min(2L * count, maxRows(features))));
    }
    if (floats == null && !addBytes(row)) {
      widen();
    }
    if (floats != null) {
      addFloats(row);
    }
    count++;
  }

  /** Adds a row of bytes; returns false, without adding it, if a feature is not a byte. */
  private boolean addBytes(float[] row) {
    int from = count * features;
    int nonZeros = 0;
    boolean fits = true;
    for (int i = 0; i < features; i++) {
      int value = (int) row[i];
      fits &= (value & 0xff) == row[i];
      bytes[from + i] = (byte) value;
      nonZeros += value == 0 ? 0 : 1;
    }
    entries += fits ? nonZeros : 0;
    return fits;
  }

  private void addFloats(float[] row) {
    int from = count * features;
    for (int i = 0; i < features; i++) {
      floats[from + i] = row[i] + 0f; // -0 + 0 = 0
      entries += row[i] == 0 ? 0 : 1;
    }
  }

  @Override
  public boolean areBytes() {
    return floats == null;
  }

  @Override
  public void copyTo(int row, float[] x, int offset) {
    int from = row * features;
    if (floats == null) {
      for (int i = 0; i < features; i++) {
        x[offset + i] = bytes[from + i] & 0xff;
      }
    } else {
      System.arraycopy(floats, from, x, offset, features);
    }
  }

  @Override
  public void appendTo(int row, CsrMatrix x) {
    float[] dense = new float[features];
    copyTo(row, dense, 0);
    x.addRow(dense, 0);
  }

  /** Refuses more rows than an array holds. */
  static void requireRoom(int rows, int features) {
    if (rows > maxRows(features)) {
      throw new DataException(
          "a shard of "
              + rows
              + " examples of "
              + features
              + " features is too large for one"
              + " array: more shards make it smaller");
    }
  }

  /** Makes room for exactly this number of rows. */
  void reserve(int rows) {
    requireRoom(rows, features);
    if (floats == null) {
      bytes = Arrays.copyOf(bytes, rows * features);
    } else {
      floats = Arrays.copyOf(floats, rows * features);
    }
  }

  private static int maxRows(int features) {
    return (Integer.MAX_VALUE - 8) / features;
  }

  private void widen() {
    float[] wide = new float[bytes.length];
    for (int i = 0; i < count * features; i++) {
      wide[i] = bytes[i] & 0xff;
    }
    floats = wide;
    bytes = null;
  }

  @Override
  public int copyEntries(int row, char[] index, byte[] toBytes, float[] toFloats, int at) {
    int end = at;
    for (int i = 0, from = row * features; i < features; i++, from++) {
      float value = floats == null ? bytes[from] & 0xff : floats[from];
      if (value != 0) {
        index[end] = (char) i;
        if (toFloats == null) {
          toBytes[end] = (byte) (int) value;
        } else {
          toFloats[end] = value;
        }
        end++;
      }
    }
    return end;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    if (bytes == null) {
      ArrayIo.write(out, floats, count * features);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    if (bytes == null) {
      floats = ArrayIo.readFloats(in, count * features);
    }
  }

  @Override
  public Range range() {
    return Range.of(bytes, floats, count * features);
  }
}
