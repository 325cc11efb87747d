package dev.lockstep.report.html;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A picture of a byte a point, as PNG (w3.org/TR/png-3). A point is a grey, or a place in a list of
 * colours.
 */
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int GREY = 0;
  private static final int INDEXED = 3;
  private static final int MOST_COLOURS = 256;

  private Png() {}

  /**
   * Returns a grey picture as a data URI.
   *
   * @param points [height x width], 0 is black
   */
  public static String grey(byte[] points, int width) {
    return uri(points, width, null);
  }

  /**
   * Returns a coloured picture as a data URI.
   *
   * @param points [height x width], places in the colours
   * @param colours of the form 0xAARRGGBB, 256 at most
   */
  public static String coloured(byte[] points, int width, int[] colours) {
    return uri(points, width, colours);
  }

  private static String uri(byte[] points, int width, int[] colours) {
    return "data:image/png;base64,"
        + Base64.getEncoder().encodeToString(encode(points, width, colours));
  }

  static byte[] encode(byte[] points, int width, int[] colours) {
    int height = points.length / width;
    if (height * width != points.length || points.length == 0) {
      throw new IllegalArgumentException(points.length + " points in rows of " + width);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    chunk(
        out,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) 8)
            .put((byte) (colours == null ? GREY : INDEXED))
            .array());
    if (colours != null) {
      palette(out, colours);
    }
    chunk(out, "IDAT", deflated(rows(points, width, height)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void palette(ByteArrayOutputStream out, int[] colours) {
    if (colours.length > MOST_COLOURS) {
      throw new IllegalArgumentException(colours.length + " colours");
    }
    ByteBuffer rgb = ByteBuffer.allocate(3 * colours.length);
    byte[] alpha = new byte[colours.length];
    for (int i = 0; i < colours.length; i++) {
      rgb.put((byte) (colours[i] >> 16)).put((byte) (colours[i] >> 8)).put((byte) colours[i]);
      alpha[i] = (byte) (colours[i] >>> 24);
    }
    chunk(out, "PLTE", rgb.array());
    chunk(out, "tRNS", alpha);
  }

  /** Puts the kind of filter, none, before each row. */
  private static byte[] rows(byte[] points, int width, int height) {
    byte[] rows = new byte[height * (width + 1)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(points, y * width, rows, y * (width + 1) + 1, width);
    }
    return rows;
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] buffer = new byte[8192];
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(
        Arrays.copyOfRange(
            ByteBuffer.allocate(Long.BYTES).putLong(crc.getValue()).array(),
            Integer.BYTES,
            Long.BYTES));
  }
}
