package dev.lockstep.model;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The header of a .npy file (numpy.lib.format): magic, version, and a Python dictionary, of which
 * only the form that NumPy writes is understood. Nothing is ever evaluated.
 *
 * @param elementBytes 4 for float32, 8 for float64
 * @param columnMajor true if the first index runs fastest ("Fortran order")
 * @param shape the dimensions, outermost first
 */
public record NpyHeader(
    int elementBytes, ByteOrder order, boolean columnMajor, List<Integer> shape) {
  /** NumPy can map a file into memory if the numbers begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  static final int MAX_TEXT_BYTES = 1 << 14;

  /** The longest header, up to the first number. */
  static final int MAX_BYTES = 12 + MAX_TEXT_BYTES;

  /** Returns the header, version 1.0, of an array of little-endian float32 in row-major order. */
  public static byte[] ofFloats(List<Integer> shape) {
    return of("<f4", shape);
  }

  /** Returns the header, version 1.0, of an array of little-endian float64 in row-major order. */
  public static byte[] ofDoubles(List<Integer> shape) {
    return of("<f8", shape);
  }

  private static byte[] of(String type, List<Integer> shape) {
    String sizes = String.join(", ", shape.stream().map(String::valueOf).toList());
    String text =
        "{'descr': '"
            + type
            + "', 'fortran_order': False, 'shape': ("
            + (shape.size() == 1 ? sizes + "," : sizes)
            + "), }";
    int before = MAGIC.length + 4;
    int length = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
    byte[] header = new byte[before + length];
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[6] = 1;
    header[8] = (byte) length;
    header[9] = (byte) (length >> 8);
    String padded = text + " ".repeat(length - text.length() - 1) + "\n";
    System.arraycopy(padded.getBytes(StandardCharsets.US_ASCII), 0, header, before, length);
    return header;
  }
}
