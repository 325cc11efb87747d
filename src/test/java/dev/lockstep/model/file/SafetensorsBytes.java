package dev.lockstep.model.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Safetensors files put together by hand, right ones and wrong ones. */
public final class SafetensorsBytes {
  private SafetensorsBytes() {}

  /** A file with the header's true length. */
  public static byte[] file(String header, byte[] data) {
    return file(header.getBytes(StandardCharsets.UTF_8).length, header, data);
  }

  /** A file that claims any length of its header. */
  public static byte[] file(long headerLength, String header, byte[] data) {
    byte[] encoded = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + encoded.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .put(encoded)
        .put(data)
        .array();
  }

  /** Little-endian float32. */
  public static byte[] floats(float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    return data.array();
  }
}
