package dev.lockstep.data;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes arrays of numbers block by block, where Java's serialization goes number by number. */
public final class ArrayIo {
  private static final int BLOCK_BYTES = 1 << 14;

  private ArrayIo() {}

  private static ByteBuffer in(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes the first {@code count} elements. */
  public static void write(ObjectOutputStream out, int[] from, int count) throws IOException {
    byte[] bytes = new byte[BLOCK_BYTES];
    ByteBuffer block = in(bytes);
    for (int at = 0; at < count; at += BLOCK_BYTES / Integer.BYTES) {
      int length = Math.min(count - at, BLOCK_BYTES / Integer.BYTES);
      block.asIntBuffer().put(from, at, length);
      out.write(bytes, 0, Integer.BYTES * length);
    }
  }

  /** Writes the first {@code count} elements. */
  public static void write(ObjectOutputStream out, long[] from, int count) throws IOException {
    byte[] bytes = new byte[BLOCK_BYTES];
    ByteBuffer block = in(bytes);
    for (int at = 0; at < count; at += BLOCK_BYTES / Long.BYTES) {
      int length = Math.min(count - at, BLOCK_BYTES / Long.BYTES);
      block.asLongBuffer().put(from, at, length);
      out.write(bytes, 0, Long.BYTES * length);
    }
  }

  /** Writes the first {@code count} elements. */
  public static void write(ObjectOutputStream out, float[] from, int count) throws IOException {
    byte[] bytes = new byte[BLOCK_BYTES];
    ByteBuffer block = in(bytes);
    for (int at = 0; at < count; at += BLOCK_BYTES / Float.BYTES) {
      int length = Math.min(count - at, BLOCK_BYTES / Float.BYTES);
      block.asFloatBuffer().put(from, at, length);
      out.write(bytes, 0, Float.BYTES * length);
    }
  }

  /** Writes the first {@code count} elements. */
  public static void write(ObjectOutputStream out, double[] from, int count) throws IOException {
    byte[] bytes = new byte[BLOCK_BYTES];
    ByteBuffer block = in(bytes);
    for (int at = 0; at < count; at += BLOCK_BYTES / Double.BYTES) {
      int length = Math.min(count - at, BLOCK_BYTES / Double.BYTES);
      block.asDoubleBuffer().put(from, at, length);
      out.write(bytes, 0, Double.BYTES * length);
    }
  }

  /** Reads a new array. */
  public static int[] readInts(ObjectInputStream in, int count) throws IOException {
    int[] to = new int[count];
    byte[] bytes = new byte[BLOCK_BYTES];
    ByteBuffer block = in(bytes);
    for (int at = 0; at < count; at += BLOCK_BYTES / Integer.BYTES) {
      int length = Math.min(count - at, BLOCK_BYTES / Integer.BYTES);
      in.readFully(bytes, 0, Integer.BYTES * length);
      block.asIntBuffer().get(to, at, length);
    }
    return to;
  }

  /** Reads a new array. */
  public static long[] readLongs(ObjectInputStream in, int count) throws IOException {
    long[] to = new long[count];
    byte[] bytes = new byte[BLOCK_BYTES];
    ByteBuffer block = in(bytes);
    for (int at = 0; at < count; at += BLOCK_BYTES / Long.BYTES) {
      int length = Math.min(count - at, BLOCK_BYTES / Long.BYTES);
      in.readFully(bytes, 0, Long.BYTES * length);
      block.asLongBuffer().get(to, at, length);
    }
    return to;
  }

  /** Reads a new array. */
  public static float[] readFloats(ObjectInputStream in, int count) throws IOException {
    float[] to = new float[count];
    byte[] bytes = new byte[BLOCK_BYTES];
    ByteBuffer block = in(bytes);
    for (int at = 0; at < count; at += BLOCK_BYTES / Float.BYTES) {
      int length = Math.min(count - at, BLOCK_BYTES / Float.BYTES);
      in.readFully(bytes, 0, Float.BYTES * length);
      block.asFloatBuffer().get(to, at, length);
    }
    return to;
  }

  /** Reads a new array. */
  public static double[] readDoubles(ObjectInputStream in, int count) throws IOException {
    double[] to = new double[count];
    byte[] bytes = new byte[BLOCK_BYTES];
    ByteBuffer block = in(bytes);
    for (int at = 0; at < count; at += BLOCK_BYTES / Double.BYTES) {
      int length = Math.min(count - at, BLOCK_BYTES / Double.BYTES);
      in.readFully(bytes, 0, Double.BYTES * length);
      block.asDoubleBuffer().get(to, at, length);
    }
    return to;
  }
}
