package dev.lockstep.data.csv;

import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A line in a buffer, followed by the cells of its partition. The lines of a part of a file are one
 * object, one after the other.
 */
final class LineRow extends GenericInternalRow {
  private static final long serialVersionUID = 1L;

  private final Path file;
  private final long start;
  private final long length;
  private final boolean isWhole;
  private byte[] bytes = {};
  private int from;
  private int to;

  /** Creates the row of a part of a file, without a line. */
  LineRow(PartitionedFile part) {
    super(values(part.partitionValues()));
    file = part.toPath();
    start = part.start();
    length = part.length();
    isWhole = start == 0 && length >= part.fileSize();
  }

  private static Object[] values(InternalRow partition) {
    Object[] values = new Object[1 + partition.numFields()];
    for (int p = 0; p < partition.numFields(); p++) {
      UTF8String cell = partition.getUTF8String(p);
      values[1 + p] = cell == null ? null : cell.copy();
    }
    return values;
  }

  /** Goes on to the next line, which is not copied. */
  void set(byte[] newBytes, int newFrom, int newTo) {
    bytes = newBytes;
    from = newFrom;
    to = newTo;
  }

  /** Returns the place of the part's first byte in the file. */
  long start() {
    return start;
  }

  /** Returns the part's size in bytes. */
  long length() {
    return length;
  }

  /** Returns true if the part is all of its file. */
  boolean isWhole() {
    return isWhole;
  }

  Path file() {
    return file;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  @Override
  public Object genericGet(int ordinal) {
    return ordinal == 0
        ? UTF8String.fromBytes(Arrays.copyOfRange(bytes, from, to))
        : super.genericGet(ordinal);
  }
}
