package dev.lockstep.data.shard;

import dev.lockstep.linalg.CsrMatrix;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in a mapped file: only where each lies is on the heap. A row begins with an int that says
 * how it is written: the number of its entries, or {@link #DENSE}; and whether its features are
 * bytes. The entries' places follow, and then the values.
 */
final class MappedRows implements StoredRows {
  private static final long serialVersionUID = 1L;
  private static final int DENSE = (1 << 30) - 1;

  private final int features;
  private final long[] place;
  private final long entries;
  private final boolean areBytes;
  private final Range range;
  private final transient ScratchFile file;

  private MappedRows(
      int features, long[] place, long entries, boolean areBytes, Range range, ScratchFile file) {
    this.features = features;
    this.place = place;
    this.entries = entries;
    this.areBytes = areBytes;
    this.range = range;
    this.file = file;
  }

  /** Writes rows; they can be read when the file is mapped. */
  static MappedRows write(StoredRows rows, ScratchFile file) {
    int features = rows.features();
    long[] place = new long[rows.count()];
    char[] index = new char[rows.isCompressed() ? features : 0];
    float[] values = new float[features];
    for (int row = 0; row < place.length; row++) {
      int count = features;
      if (rows.isCompressed()) {
        count = rows.copyEntries(row, index, null, values, 0);
      } else {
        rows.copyTo(row, values, 0);
      }
      place[row] = file.position();
      write(rows, index, values, count, file);
    }
    return new MappedRows(features, place, rows.entries(), rows.areBytes(), rows.range(), file);
  }

  private static void write(
      StoredRows rows, char[] index, float[] values, int count, ScratchFile file) {
    int head = (rows.isCompressed() ? count : DENSE) << 1 | (rows.areBytes() ? 1 : 0);
    file.room(Integer.BYTES).putInt(head);
    if (rows.isCompressed()) {
      ByteBuffer to = file.room(Character.BYTES * count);
      to.asCharBuffer().put(index, 0, count);
      to.position(to.position() + Character.BYTES * count);
    }
    if (rows.areBytes()) {
      ByteBuffer to = file.room(count);
      for (int i = 0; i < count; i++) {
        to.put((byte) (int) values[i]);
      }
    } else {
      ByteBuffer to = file.room(Float.BYTES * count);
      to.asFloatBuffer().put(values, 0, count);
      to.position(to.position() + Float.BYTES * count);
    }
    file.align();
  }

  /**
   * Returns all rows of some blocks.
   *
   * @param blocks in one file, whose bytes stay where they are
   * @param place of each row, in any order
   */
  static MappedRows of(List<MappedRows> blocks, long[] place) {
    MappedRows first = blocks.get(0);
    MappedRows all =
        new MappedRows(
            first.features,
            place,
            blocks.stream().mapToLong(MappedRows::entries).sum(),
            blocks.stream().allMatch(MappedRows::areBytes),
            blocks.stream().map(MappedRows::range).reduce(first.range, Range::plus),
            first.file);
    if (!all.isCompressed()) {
      Rows.requireRoom(place.length, first.features);
    }
    return all;
  }

  /** Returns a row's place in the file. */
  long place(int row) {
    return place[row];
  }

  /** Returns a place for another file beside that of these rows. */
  Path anotherPlace() {
    return file.sibling();
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public int count() {
    return place.length;
  }

  @Override
  public boolean isCompressed() {
    return CsrRows.isSparse(features, place.length, entries);
  }

  @Override
  public boolean areBytes() {
    return areBytes;
  }

  @Override
  public long entries() {
    return entries;
  }

  @Override
  public long sizeBytes() {
    return isCompressed()
        ? CsrRows.sizeBytes(place.length, entries, areBytes)
        : (areBytes ? Byte.BYTES : Float.BYTES) * (long) place.length * features;
  }

  @Override
  public Range range() {
    return range;
  }

  private static boolean areBytes(int head) {
    return (head & 1) != 0;
  }

  private long valuesOfEntries(int row, int count) {
    return place[row] + Integer.BYTES + (long) Character.BYTES * count;
  }

  private CharBuffer index(int row, int count) {
    return file.at(place[row] + Integer.BYTES, Character.BYTES * count).asCharBuffer();
  }

  private void copyValues(long from, boolean bytes, int count, float[] x, int offset) {
    if (bytes) {
      ByteBuffer values = file.at(from, count);
      for (int n = 0; n < count; n++) {
        x[offset + n] = values.get(n) & 0xff;
      }
    } else {
      file.at(from, Float.BYTES * count).asFloatBuffer().get(x, offset, count);
    }
  }

  @Override
  public void copyTo(int row, float[] x, int offset) {
    int head = file.intAt(place[row]);
    int count = head >>> 1;
    if (count == DENSE) {
      copyValues(place[row] + Integer.BYTES, areBytes(head), features, x, offset);
      return;
    }
    Arrays.fill(x, offset, offset + features, 0f);
    CharBuffer index = index(row, count);
    float[] values = new float[count];
    copyValues(valuesOfEntries(row, count), areBytes(head), count, values, 0);
    for (int n = 0; n < count; n++) {
      x[offset + index.get(n)] = values[n];
    }
  }

  @Override
  public void appendTo(int row, CsrMatrix x) {
    int head = file.intAt(place[row]);
    int count = head >>> 1;
    if (count == DENSE) {
      float[] dense = new float[features];
      copyTo(row, dense, 0);
      x.addRow(dense, 0);
      return;
    }
    x.reserve(count);
    int at = x.entries();
    CharBuffer index = index(row, count);
    int[] indices = x.indices();
    for (int n = 0; n < count; n++) {
      indices[at + n] = index.get(n);
    }
    copyValues(valuesOfEntries(row, count), areBytes(head), count, x.values(), at);
    x.endRow(count);
  }

  @Override
  public int copyEntries(int row, char[] index, byte[] bytes, float[] floats, int at) {
    float[] x = new float[features];
    copyTo(row, x, 0);
    int end = at;
    for (int i = 0; i < features; i++) {
      if (x[i] != 0) {
        index[end] = (char) i;
        if (floats == null) {
          bytes[end] = (byte) (int) x[i];
        } else {
          floats[end] = x[i];
        }
        end++;
      }
    }
    return end;
  }

  /** Writes rows on the heap in place of these, as another process has no such file. */
  private Object writeReplace() {
    if (isCompressed()) {
      return new CsrRows(features, place.length, entries, areBytes, this::copyEntries);
    }
    Rows dense = new Rows(features);
    dense.reserve(place.length);
    float[] x = new float[features];
    for (int row = 0; row < place.length; row++) {
      copyTo(row, x, 0);
      dense.add(x);
    }
    return dense;
  }
}
