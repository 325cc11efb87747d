package dev.lockstep.model.foreign;

import dev.lockstep.model.file.NpzFixture;
import dev.lockstep.model.file.SafetensorsBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Named arrays, and the files in which other programs put them. */
public final class Named {
  private record Array(String name, String shape, double[] values) {}

  private final List<Array> arrays = new ArrayList<>();

  /** Adds a vector. */
  public Named add(String name, double... values) {
    return shaped(name, "[" + values.length + "]", values);
  }

  /** Adds weights, given as [inputs x outputs], as they are or as [outputs x inputs]. */
  public Named add(String name, boolean turned, int inputs, int outputs, double... values) {
    double[] stored = values.clone();
    for (int i = 0; turned && i < values.length; i++) {
      stored[i % outputs * inputs + i / outputs] = values[i];
    }
    String shape = turned ? outputs + ", " + inputs : inputs + ", " + outputs;
    return shaped(name, "[" + shape + "]", stored);
  }

  /** Adds an array of any shape. */
  public Named shaped(String name, String shape, double... values) {
    arrays.add(new Array(name, shape, values));
    return this;
  }

  public byte[] safetensors() {
    return safetensors("F32");
  }

  /** Returns a file of numbers that the type holds exactly, or of doubles. */
  public byte[] safetensors(String dtype) {
    StringBuilder header = new StringBuilder("{");
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Array array : arrays) {
      int begin = data.size();
      for (double value : array.values) {
        data.writeBytes(bytes(dtype, value));
      }
      header.append(
          String.format(
              Locale.ROOT,
              "%s\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
              begin == 0 && header.length() == 1 ? "" : ",",
              array.name,
              dtype,
              array.shape,
              begin,
              data.size()));
    }
    return SafetensorsBytes.file(header + "}", data.toByteArray());
  }

  private static byte[] bytes(String dtype, double value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    int bits = Float.floatToIntBits((float) value);
    switch (dtype) {
      case "F64" -> bytes.putDouble(value);
      case "F32" -> bytes.putInt(bits);
      case "BF16" -> bytes.putShort((short) (bits >>> 16));
      case "F16" -> bytes.putShort(NpzFixture.half(value));
      default -> throw new IllegalArgumentException(dtype);
    }
    byte[] used = new byte[bytes.position()];
    bytes.flip().get(used);
    return used;
  }

  public byte[] npz() {
    return npz("<f4");
  }

  /** Returns a file of NumPy's. */
  public byte[] npz(String type) {
    NpzFixture npz = new NpzFixture(true);
    for (Array array : arrays) {
      String inside = array.shape.substring(1, array.shape.length() - 1);
      String shape = inside.contains(",") ? "(" + inside + ")" : "(" + inside + ",)";
      npz.add(array.name, type, false, shape, array.values);
    }
    return npz.file();
  }
}
