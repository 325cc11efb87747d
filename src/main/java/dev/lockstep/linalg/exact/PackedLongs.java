package dev.lockstep.linalg.exact;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The packed form of an array of longs: every number takes as many bytes as the largest magnitude
 * needs, so each has its place.
 */
final class PackedLongs {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes behind the last number, because each number is written and read as eight bytes. */
  static final int SPARE_BYTES = Long.BYTES;

  private PackedLongs() {}

  static void write(long[] values, ObjectOutputStream out) throws IOException {
    int width = width(values, 0, values.length);
    byte[] packed = new byte[Math.multiplyExact(values.length, width) + SPARE_BYTES];
    pack(values, 0, values.length, width, packed, 0);
    out.writeInt(values.length);
    out.writeByte(width);
    out.writeUnshared(packed); // One object is sent in one piece, plain bytes a kilobyte at a time.
  }

  static long[] read(ObjectInputStream in) throws IOException, ClassNotFoundException {
    long[] values = new long[in.readInt()];
    int width = in.readByte();
    byte[] packed = (byte[]) in.readUnshared();
    unpack(packed, 0, width, values, 0, values.length);
    return values;
  }

  /** Returns the number of bytes that hold every value of a slice and its sign. */
  static int width(long[] values, int from, int end) {
    long bits = 0;
    for (int i = from; i < end; i++) {
      bits |= values[i] ^ (values[i] >> (Long.SIZE - 1));
    }
    int significant = Long.SIZE - Long.numberOfLeadingZeros(bits) + 1;
    return (significant + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** Writes a slice; {@link #SPARE_BYTES} behind it are overwritten too. */
  static void pack(long[] values, int from, int end, int width, byte[] packed, int at) {
    int place = at;
    for (int i = from; i < end; i++) {
      LONG.set(packed, place, values[i]);
      place += width;
    }
  }

  /** Reads packed numbers, the first of which is at {@code at}, into a slice. */
  static void unpack(byte[] packed, int at, int width, long[] values, int from, int end) {
    int unused = Long.SIZE - Byte.SIZE * width;
    int place = at;
    for (int i = from; i < end; i++) {
      values[i] = (long) LONG.get(packed, place) << unused >> unused;
      place += width;
    }
  }

  /** Adds packed numbers, the first of which is at {@code at}, to a slice. */
  static void add(byte[] packed, int at, int width, long[] values, int from, int end) {
    int unused = Long.SIZE - Byte.SIZE * width;
    int place = at;
    for (int i = from; i < end; i++) {
      values[i] += (long) LONG.get(packed, place) << unused >> unused;
      place += width;
    }
  }
}
