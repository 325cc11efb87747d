package dev.lockstep.linalg;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The serialized form of an array of longs: every number takes as many bytes as the largest
 * magnitude needs.
 */
final class PackedLongs {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes behind the last number, because each number is written and read as eight bytes. */
  private static final int SPARE_BYTES = Long.BYTES;

  private PackedLongs() {}

  static void write(long[] values, ObjectOutputStream out) throws IOException {
    int width = width(values);
    byte[] packed = new byte[Math.multiplyExact(values.length, width) + SPARE_BYTES];
    for (int i = 0; i < values.length; i++) {
      LONG.set(packed, i * width, values[i]);
    }
    out.writeInt(values.length);
    out.writeByte(width);
    out.writeUnshared(packed); // One object is sent in one piece, plain bytes a kilobyte at a time.
  }

  static long[] read(ObjectInputStream in) throws IOException, ClassNotFoundException {
    long[] values = new long[in.readInt()];
    int width = in.readByte();
    byte[] packed = (byte[]) in.readUnshared();
    int unused = Long.SIZE - Byte.SIZE * width;
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) LONG.get(packed, i * width) << unused >> unused;
    }
    return values;
  }

  /** Returns the number of bytes that hold every value and its sign. */
  private static int width(long[] values) {
    long bits = 0;
    for (long value : values) {
      bits |= value ^ (value >> (Long.SIZE - 1));
    }
    int significant = Long.SIZE - Long.numberOfLeadingZeros(bits) + 1;
    return (significant + Byte.SIZE - 1) / Byte.SIZE;
  }
}
