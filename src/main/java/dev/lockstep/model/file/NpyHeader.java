package dev.lockstep.model.file;

import dev.lockstep.model.ElementType;
import dev.lockstep.text.DamagedFileException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a .npy file (numpy.lib.format): magic, version, and a Python dictionary, of which
 * only the form that NumPy writes is understood. Nothing is ever evaluated.
 *
 * @param elementBytes 2 for float16, 4 for float32, 8 for float64
 * @param columnMajor true if the first index runs fastest ("Fortran order")
 * @param shape the dimensions, outermost first
 */
public record NpyHeader(
    int elementBytes, ByteOrder order, boolean columnMajor, List<Integer> shape) {
  /** NumPy can map a file into memory if the numbers begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private static final Charset LATIN = StandardCharsets.ISO_8859_1;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int CHUNK_VALUES = 1 << 10;
  private static final int MAX_TEXT_BYTES = 1 << 14;

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

  /**
   * Reads a header, up to the first number.
   *
   * @throws IllegalArgumentException if there is none, or the array is not of floats
   */
  static NpyHeader read(DataInputStream in) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !new String(start, 0, 6, LATIN).equals(new String(MAGIC, LATIN))) {
      throw new IllegalArgumentException("is not in NumPy's format");
    }
    int version = start[6];
    if (version < 1 || version > 3 || start[7] != 0) {
      throw new IllegalArgumentException("has NumPy's format " + version + "." + start[7]);
    }
    long length =
        version == 1
            ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
            : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    if (length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("has a header of " + length + " bytes");
    }
    byte[] text = new byte[(int) length];
    in.readFully(text);
    return new Parser(new String(text, LATIN)).parse();
  }

  /** Returns the number of values. @throws IllegalArgumentException if an array cannot hold them */
  int count() {
    long count = 1;
    for (int size : shape) {
      count *= size;
      if (count > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "has shape " + shape + ", larger than a Java array can be");
      }
    }
    return (int) count;
  }

  /**
   * Reads the values that follow a header, in row-major order, to the end of the array.
   *
   * @return any values, NaN and infinities too; a float64 is rounded
   * @throws IllegalArgumentException if more follows
   */
  float[] readValues(DataInputStream in) throws IOException {
    int count = count();
    int rows = shape.isEmpty() || count == 0 ? 1 : shape.get(0);
    int columns = count / rows;
    ElementType type =
        elementBytes == Short.BYTES
            ? ElementType.F16
            : elementBytes == Float.BYTES ? ElementType.F32 : ElementType.F64;
    byte[] chunk = new byte[Math.min(CHUNK_VALUES, count) * elementBytes];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(order);
    float[] values = new float[count];
    for (int done = 0; done < count; done += CHUNK_VALUES) {
      int some = Math.min(CHUNK_VALUES, count - done);
      in.readFully(chunk, 0, some * elementBytes);
      buffer.clear();
      for (int i = done; i < done + some; i++) {
        // In column order the i-th value stands in row i % rows.
        values[columnMajor ? (i % rows) * columns + i / rows : i] = type.next(buffer);
      }
    }
    if (in.read() >= 0) {
      throw new IllegalArgumentException("goes on after its last value");
    }
    return values;
  }

  /**
   * Reads the dictionary of a .npy header: the three keys, once each, in any order; a string, a
   * boolean, and a tuple of whole numbers.
   */
  private static final class Parser {
    private static final int MAX_DIMENSIONS = 8;

    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    /**
     * Returns the header.
     *
     * @throws IllegalArgumentException if the text breaks the format or has an unsupported type
     */
    private NpyHeader parse() {
      Map<String, Object> entries = new TreeMap<>();
      expect('{');
      while (!accept('}')) {
        String key = string();
        expect(':');
        Object value =
            switch (key) {
              case "descr" -> string();
              case "fortran_order" -> bool();
              case "shape" -> tuple();
              default -> throw wrong("an unknown key " + DamagedFileException.quote(key));
            };
        if (entries.put(key, value) != null) {
          throw wrong("the key " + key + " twice");
        }
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      skipSpace();
      if (at < text.length()) {
        throw wrong("text after its end");
      }
      if (entries.size() < 3) {
        throw wrong("only the keys " + entries.keySet());
      }
      return header(entries);
    }

    private NpyHeader header(Map<String, Object> entries) {
      String type = (String) entries.get("descr");
      if (!type.matches("[<>]f[248]")) {
        throw new IllegalArgumentException(
            "is of type "
                + DamagedFileException.quote(type)
                + "; float16, float32 and float64 are read");
      }
      List<Integer> shape = new ArrayList<>();
      for (Object size : (List<?>) entries.get("shape")) {
        shape.add((Integer) size);
      }
      return new NpyHeader(
          type.charAt(2) - '0',
          type.charAt(0) == '<' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN,
          (Boolean) entries.get("fortran_order"),
          List.copyOf(shape));
    }

    private String string() {
      expect('\'');
      int end = text.indexOf('\'', at);
      if (end < 0) {
        throw wrong("a string without an end");
      }
      String string = text.substring(at, end);
      at = end + 1;
      return string;
    }

    private boolean bool() {
      skipSpace();
      for (String word : List.of("True", "False")) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw wrong("neither True nor False");
    }

    private List<Integer> tuple() {
      List<Integer> numbers = new ArrayList<>();
      expect('(');
      while (!accept(')')) {
        numbers.add(number());
        if (numbers.size() > MAX_DIMENSIONS) {
          throw wrong("more than " + MAX_DIMENSIONS + " dimensions");
        }
        if (!accept(',')) {
          expect(')');
          break;
        }
      }
      return numbers;
    }

    private int number() {
      skipSpace();
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      try {
        return Integer.parseInt(text.substring(start, at));
      } catch (NumberFormatException e) {
        throw wrong("an invalid size");
      }
    }

    private void expect(char wanted) {
      if (!accept(wanted)) {
        throw wrong("no " + wanted);
      }
    }

    private boolean accept(char wanted) {
      skipSpace();
      boolean found = at < text.length() && text.charAt(at) == wanted;
      at += found ? 1 : 0;
      return found;
    }

    private void skipSpace() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
        at++;
      }
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("has a header with " + what + " at character " + at);
    }
  }
}
