package dev.lockstep.model.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NPZ files as NumPy writes them, put together independently of what the product has for it. */
public final class NpzFixture {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes);
  private final boolean deflated;

  public NpzFixture(boolean deflated) {
    this.deflated = deflated;
  }

  /** Adds an array of the type and order that the header says. */
  public NpzFixture add(
      String name, String type, boolean fortranOrder, String shape, double... values) {
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }",
            type,
            fortranOrder ? "True" : "False",
            shape);
    return addRaw(name, npy(header, type, values));
  }

  public NpzFixture addRaw(String name, byte[] npy) {
    ZipEntry entry = new ZipEntry(name + ".npy");
    if (!deflated) {
      CRC32 crc = new CRC32();
      crc.update(npy);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(npy.length);
      entry.setCompressedSize(npy.length);
      entry.setCrc(crc.getValue());
    }
    try {
      zip.putNextEntry(entry);
      zip.write(npy);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public byte[] file() {
    try {
      zip.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static byte[] npy(String header, String type, double... values) {
    String padded = header + " ".repeat(Math.floorMod(-(11 + header.length()), 64)) + "\n";
    boolean doubles = type.endsWith("8");
    boolean halves = type.endsWith("2");
    ByteBuffer npy =
        ByteBuffer.allocate(10 + padded.length() + values.length * (doubles ? 8 : halves ? 2 : 4))
            .order(ByteOrder.LITTLE_ENDIAN);
    npy.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    npy.put((byte) 0).putShort((short) padded.length());
    npy.put(padded.getBytes(StandardCharsets.ISO_8859_1));
    npy.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (doubles) {
        npy.putDouble(value);
      } else if (halves) {
        npy.putShort(half(value));
      } else {
        npy.putFloat((float) value);
      }
    }
    return npy.array();
  }

  /** The half of a number that is one exactly, and not below the smallest normal one. */
  public static short half(double value) {
    int bits = Float.floatToIntBits((float) value);
    int exponent = value == 0 ? 0 : ((bits >> 23) & 0xff) - 127 + 15;
    return (short) (((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >> 13) & 0x3ff));
  }
}
