package dev.lockstep.data;

import dev.lockstep.linalg.CompressedRows;
import java.util.Arrays;

/** Rows of which only the features that are not zero are stored, with their places. */
final class SparseRows implements StoredRows {
  private static final long serialVersionUID = 1L;

  /**
   * Rows are stored so where at most one feature in three is not zero. At one in three the bytes
   * take as much memory as dense ones, and the sparse kernels as much time as the dense ones.
   */
  private static final double HIGHEST_DENSITY = 1 / 3.0;

  /** A place is stored as a char. */
  private static final int MOST_FEATURES = Character.MAX_VALUE + 1;

  private final int features;

  /** Row r's entries lie from {@code start[r]} up to {@code start[r + 1]}. */
  private final int[] start;

  private final char[] index;

  /** One of the two is null, as in {@link Rows}. */
  private final byte[] bytes;

  private final float[] floats;

  /** The same numbers as dense rows hold. */
  SparseRows(Rows rows) {
    features = rows.features();
    int entries = Math.toIntExact(entries(rows));
    start = new int[rows.count() + 1];
    index = new char[entries];
    bytes = rows.areBytes() ? new byte[entries] : null;
    floats = rows.areBytes() ? null : new float[entries];
    float[] x = new float[features];
    int n = 0;
    for (int row = 0; row < rows.count(); row++) {
      rows.copyTo(row, x, 0);
      for (int i = 0; i < features; i++) {
        if (x[i] != 0) {
          index[n] = (char) i;
          if (floats == null) {
            bytes[n] = (byte) (int) x[i];
          } else {
            floats[n] = x[i];
          }
          n++;
        }
      }
      start[row + 1] = n;
    }
  }

  /** Whether rows had better be stored in this form. */
  static boolean isSparse(Rows rows) {
    return rows.features() <= MOST_FEATURES
        && entries(rows) <= HIGHEST_DENSITY * rows.count() * rows.features();
  }

  private static long entries(Rows rows) {
    float[] x = new float[rows.features()];
    long entries = 0;
    for (int row = 0; row < rows.count(); row++) {
      rows.copyTo(row, x, 0);
      for (float feature : x) {
        entries += feature == 0 ? 0 : 1;
      }
    }
    return entries;
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public boolean areBytes() {
    return floats == null;
  }

  @Override
  public long sizeBytes() {
    long values = floats == null ? bytes.length : 4L * floats.length;
    return 4L * start.length + 2L * index.length + values;
  }

  @Override
  public void copyTo(int row, float[] x, int offset) {
    Arrays.fill(x, offset, offset + features, 0f);
    for (int n = start[row]; n < start[row + 1]; n++) {
      x[offset + index[n]] = floats == null ? bytes[n] & 0xff : floats[n];
    }
  }

  @Override
  public void appendTo(int row, CompressedRows x) {
    int from = start[row];
    int count = start[row + 1] - from;
    x.reserve(count);
    int at = x.entries();
    copyIndices(from, count, x.indices(), at);
    if (floats == null) {
      copyBytes(from, count, x.values(), at);
    } else {
      System.arraycopy(floats, from, x.values(), at, count);
    }
    x.endRow(count);
  }

  private void copyIndices(int from, int count, int[] to, int at) {
    for (int n = 0; n < count; n++) {
      to[at + n] = index[from + n];
    }
  }

  private void copyBytes(int from, int count, float[] to, int at) {
    for (int n = 0; n < count; n++) {
      to[at + n] = bytes[from + n] & 0xff;
    }
  }
}
