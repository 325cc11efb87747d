package dev.lockstep.data.table;

import dev.lockstep.data.CellException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Checks text as tables hold it: bytes, which must be UTF-8 to be a name, and which are never
 * replaced.
 */
public final class Utf8 {
  private static final int SHOWN_BEFORE = 24;

  private Utf8() {}

  /**
   * Returns a cell's text, the name of a class or a column.
   *
   * @throws CellException with the bytes, if they are not UTF-8
   */
  public static String name(String column, UTF8String cell) {
    require(column, cell);
    String text = cell.toString();
    if (text.indexOf('\0') >= 0) {
      throw new CellException(column, CellException.quote(text) + " has a zero byte");
    }
    return text;
  }

  /** Checks that bytes are UTF-8. @throws CellException with the bytes, if they are not */
  public static void require(String column, UTF8String cell) {
    if (!cell.isValid()) {
      byte[] bytes = cell.getBytes();
      int begin = Math.max(0, validBytes(bytes) - SHOWN_BEFORE);
      while (begin > 0 && (bytes[begin] & 0xc0) == 0x80) {
        begin--;
      }
      String text = shown(Arrays.copyOfRange(bytes, begin, bytes.length));
      throw new NotUtf8Exception(column, CellException.quote(begin > 0 ? "..." + text : text));
    }
  }

  /** Returns the number of bytes before the first that is not UTF-8. */
  private static int validBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
    return in.position();
  }

  /** Returns bytes as text; those that are not UTF-8 become {@code \xff}. */
  public static String shown(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    StringBuilder text = new StringBuilder();
    for (boolean more = true; more; ) {
      CoderResult result = decoder.decode(in, out, true);
      text.append(out.flip());
      out.clear();
      for (int i = 0; result.isError() && i < result.length(); i++) {
        text.append(String.format(Locale.ROOT, "\\x%02x", in.get()));
      }
      more = result.isError();
    }
    return text.toString();
  }
}
