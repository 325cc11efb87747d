package dev.lockstep.data.shard;

import dev.lockstep.linalg.CsrMatrix;
import java.util.Arrays;

/** Compressed sparse rows (CSR): stores only the features that are not zero, with their places. */
final class CsrRows implements StoredRows {
  private static final long serialVersionUID = 1L;

  /**
   * The highest share of features that are not zero in rows of this form. At one in three the bytes
   * take as much memory as dense rows, and the sparse kernels as much time as the dense ones.
   */
  private static final double HIGHEST_DENSITY = 1 / 3.0;

  /** The most features, because a place is stored as a char. */
  private static final int MOST_FEATURES = Character.MAX_VALUE + 1;

  private final int features;

  /** Row r's entries lie from {@code start[r]} up to {@code start[r + 1]}. */
  private final int[] start;

  private final char[] index;

  /** One of the two is null, as in {@link Rows}. */
  private final byte[] bytes;

  private final float[] floats;

  /** A source of rows. */
  interface Source {
    /** Copies a row's entries, as {@link StoredRows#copyEntries} does. */
    int copyEntries(int row, char[] index, byte[] bytes, float[] floats, int at);
  }

  /** Creates rows of the same numbers as dense rows. */
  CsrRows(Rows rows) {
    this(rows.features(), rows.count(), rows.entries(), rows.areBytes(), rows::copyEntries);
  }

  /**
   * Creates rows from any source.
   *
   * @param entries the number of features that are not zero
   * @param areBytes true if all are whole numbers from 0 to 255
   */
  CsrRows(int features, int count, long entries, boolean areBytes, Source rows) {
    this.features = features;
    int length = Math.toIntExact(entries);
    start = new int[count + 1];
    index = new char[length];
    bytes = areBytes ? new byte[length] : null;
    floats = areBytes ? null : new float[length];
    for (int row = 0; row < count; row++) {
      start[row + 1] = rows.copyEntries(row, index, bytes, floats, start[row]);
    }
  }

  /** Returns rows of the same numbers as a matrix. */
  static CsrRows of(CsrMatrix rows) {
    int[] indices = rows.indices();
    float[] values = rows.values();
    int entries = rows.entries();
    boolean areBytes = true;
    for (int n = 0; n < entries; n++) {
      areBytes &= ((int) values[n] & 0xff) == values[n];
    }
    return new CsrRows(
        rows.columns(),
        rows.rows(),
        entries,
        areBytes,
        (row, index, toBytes, toFloats, at) -> {
          int end = at;
          for (int n = rows.start(row); n < rows.start(row + 1); n++, end++) {
            index[end] = (char) indices[n];
            if (toFloats == null) {
              toBytes[end] = (byte) (int) values[n];
            } else {
              toFloats[end] = values[n];
            }
          }
          return end;
        });
  }

  /** Returns true if this form suits the rows better. */
  static boolean isSparse(Rows rows) {
    return isSparse(rows.features(), rows.count(), rows.entries());
  }

  /** Returns true if this form suits rows with this number of features that are not zero. */
  static boolean isSparse(int features, int count, long entries) {
    return features <= MOST_FEATURES
        && entries <= HIGHEST_DENSITY * count * features
        && entries <= Integer.MAX_VALUE - 8;
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public int count() {
    return start.length - 1;
  }

  @Override
  public boolean isCompressed() {
    return true;
  }

  @Override
  public boolean areBytes() {
    return floats == null;
  }

  @Override
  public long entries() {
    return index.length;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes(count(), entries(), areBytes());
  }

  /** Returns the size of the arrays of rows in bytes. */
  static long sizeBytes(int count, long entries, boolean areBytes) {
    return Integer.BYTES * (count + 1L)
        + (Character.BYTES + (areBytes ? Byte.BYTES : Float.BYTES)) * entries;
  }

  @Override
  public void copyTo(int row, float[] x, int offset) {
    Arrays.fill(x, offset, offset + features, 0f);
    for (int n = start[row]; n < start[row + 1]; n++) {
      x[offset + index[n]] = floats == null ? bytes[n] & 0xff : floats[n];
    }
  }

  @Override
  public void appendTo(int row, CsrMatrix x) {
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

  @Override
  public int copyEntries(int row, char[] toIndex, byte[] toBytes, float[] toFloats, int at) {
    int from = start[row];
    int count = start[row + 1] - from;
    System.arraycopy(index, from, toIndex, at, count);
    if (toFloats == null) {
      System.arraycopy(bytes, from, toBytes, at, count);
    } else if (floats != null) {
      System.arraycopy(floats, from, toFloats, at, count);
    } else {
      copyBytes(from, count, toFloats, at);
    }
    return at + count;
  }

  @Override
  public Range range() {
    Range stored = Range.of(bytes, floats, index.length);
    boolean hasZeros = index.length < (start.length - 1L) * features;
    return hasZeros ? stored.withZero() : stored;
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
