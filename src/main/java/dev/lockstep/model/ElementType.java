package dev.lockstep.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The type of a tensor's elements in a safetensors file. */
public enum ElementType {
  BOOL(1),
  U8(1),
  I8(1),
  U16(2),
  I16(2),
  U32(4),
  I32(4),
  U64(8),
  I64(8),
  /** IEEE 754's half precision. */
  F16(2),
  /** The upper half of a float32. */
  BF16(2),
  F32(4),
  F64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the type of this name; empty if it is unknown. */
  static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  public int bytes() {
    return bytes;
  }

  /** Returns true if {@link #next} reads it. */
  public boolean isFloat() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }

  /** Returns the next number as a float; a float64 is rounded, the others are exact. */
  public float next(ByteBuffer in) {
    return switch (this) {
      case F16 -> half(in.getShort());
      case BF16 -> Float.intBitsToFloat(in.getShort() << Short.SIZE);
      case F32 -> in.getFloat();
      case F64 -> (float) in.getDouble();
      default -> throw new IllegalStateException(this + " is not a type of floats");
    };
  }

  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) { // A multiple of the smallest half.
      return (sign == 0 ? fraction : -fraction) * 0x1p-24f;
    }
    int widened = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
  }
}
