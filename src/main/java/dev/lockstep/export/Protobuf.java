package dev.lockstep.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message in protobuf's wire format (protobuf.dev/programming-guides/encoding), built field by
 * field. It supports only the kinds of fields that are needed: whole numbers, floats, doubles,
 * strings, bytes and messages.
 */
final class Protobuf {
  private static final int VARINT = 0;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int FIXED64 = 1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds an int64, an int32 or an enum's constant. */
  Protobuf add(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  Protobuf add(int field, float value) {
    tag(field, FIXED32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bits >> shift);
    }
    return this;
  }

  Protobuf add(int field, double value) {
    tag(field, FIXED64);
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < 64; shift += 8) {
      out.write((int) (bits >> shift));
    }
    return this;
  }

  Protobuf add(int field, String value) {
    return add(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Protobuf add(int field, Protobuf message) {
    tag(field, DELIMITED);
    varint(message.out.size());
    out.writeBytes(message.bytes());
    return this;
  }

  Protobuf add(int field, byte[] value) {
    tag(field, DELIMITED);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  /** Writes seven bits a byte, the lowest first; the eighth says that more follow. */
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
