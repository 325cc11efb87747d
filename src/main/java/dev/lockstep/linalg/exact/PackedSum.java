package dev.lockstep.linalg.exact;

import java.nio.ByteBuffer;

/**
 * A slice of an {@link ExactSum} in bytes: what is known of the addends, then the elements, packed.
 * It is read where it lies.
 */
public final class PackedSum {
  private static final int HEAD_BYTES =
      Integer.BYTES + Long.BYTES + Integer.BYTES + Integer.BYTES + Byte.BYTES;

  /** The bytes behind the last sum that writing may overwrite and reading may touch. */
  public static final int SPARE_BYTES = PackedLongs.SPARE_BYTES;

  private final byte[] bytes;
  private final int exponent;
  private final long addends;
  private final int largestExponent;
  private final int length;
  private final int width;
  private final int at;

  private PackedSum(ByteBuffer in) {
    bytes = in.array();
    exponent = in.getInt();
    addends = in.getLong();
    largestExponent = in.getInt();
    length = in.getInt();
    width = in.get();
    at = in.arrayOffset() + in.position();
    in.position(in.position() + length * width);
  }

  /** Reads a sum; the buffer's position is behind it then. */
  public static PackedSum read(ByteBuffer in) {
    return new PackedSum(in);
  }

  /** Returns the bytes of a slice of so many elements. */
  public static int size(int length, int width) {
    return Math.addExact(HEAD_BYTES, Math.multiplyExact(length, width));
  }

  static void writeHead(
      int exponent, long addends, int largestExponent, int length, int width, ByteBuffer out) {
    out.putInt(exponent).putLong(addends).putInt(largestExponent).putInt(length).put((byte) width);
  }

  public int exponent() {
    return exponent;
  }

  long addends() {
    return addends;
  }

  int largestExponent() {
    return largestExponent;
  }

  /** Returns the number of elements; 0 if it has no addend. */
  int length() {
    return length;
  }

  boolean hasAddendsOf(PackedSum other) {
    return exponent == other.exponent
        && addends == other.addends
        && largestExponent == other.largestExponent;
  }

  /** Adds its elements from one up to another, exclusive, to those of an array. */
  void add(long[] sums, int from, int end) {
    PackedLongs.add(bytes, at + from * width, width, sums, from, end);
  }

  /** Overwrites a part of an array, whose element {@code begin} is this slice's first. */
  void copy(int begin, long[] sums, int from, int end) {
    PackedLongs.unpack(bytes, at + (from - begin) * width, width, sums, from, end);
  }
}
