package dev.lockstep.data.table;

import dev.lockstep.text.Blanks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;

/** Parses numbers in text. */
public final class FloatText {
  private static final String DECIMAL = "0123456789+-.eE";

  /** From here on a double skips whole numbers. */
  private static final long WHOLE = 1L << 53;

  /** A long holds one more digit of anything below this. */
  private static final long MORE_DIGITS = 100_000_000_000_000_000L;

  /** An exponent of more digits is read slowly. */
  private static final int EXPONENT_DIGITS = 4;

  /** Powers of ten that a double holds exactly, so that one operation rounds correctly. */
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private FloatText() {}

  /**
   * Returns the double nearest to a decimal number, as in {@code 255}, {@code -0.5} or {@code
   * 1e-3}: the same as a table of doubles made from this text. Spaces and tabs around it do not
   * matter. NaN for any other text.
   */
  public static double parse(UTF8String text) {
    byte[] bytes = text.getBytes();
    return parse(bytes, 0, bytes.length);
  }

  /** Returns the double nearest to a decimal number in a part of an array, as above. */
  public static double parse(byte[] text, int from, int to) {
    int begin = from;
    int end = to;
    while (begin < end && isBlank(text[begin])) {
      begin++;
    }
    while (end > begin && isBlank(text[end - 1])) {
      end--;
    }
    return parseBare(text, begin, end);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static double parseBare(byte[] text, int from, int to) {
    int at = from < to && text[from] == '-' ? from + 1 : from;
    boolean negative = at > from;
    long digits = 0;
    int begin = at;
    int point = -1;
    for (; at < to; at++) {
      int c = text[at];
      if (c >= '0' && c <= '9') {
        if (digits >= MORE_DIGITS) {
          return slowly(text, from, to);
        }
        digits = 10 * digits + (c - '0');
      } else if (c == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
    }
    boolean none = at - begin == (point < 0 ? 0 : 1);
    int exponent = point < 0 ? 0 : point + 1 - at;
    if (at < to) {
      int written = exponent(text, at, to);
      none |= written == Integer.MIN_VALUE;
      exponent += written;
    }
    while (digits > WHOLE && digits % 10 == 0) {
      digits /= 10;
      exponent++;
    }
    if (none || digits > WHOLE || Math.abs(exponent) >= POWERS.length) {
      return slowly(text, from, to);
    }
    double value = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
    return negative ? -value : value;
  }

  /** Returns the double nearest to a number with a decimal comma, as above. */
  public static double parseWithComma(byte[] text, int from, int to) {
    byte[] pointed = Arrays.copyOfRange(text, from, to);
    for (int at = 0; at < pointed.length; at++) {
      if (pointed[at] == '.') {
        return Double.NaN;
      }
      pointed[at] = pointed[at] == ',' ? (byte) '.' : pointed[at];
    }
    return parse(pointed, 0, pointed.length);
  }

  /** Returns the exponent in {@code e-3}; the smallest int if there is none of a few digits. */
  private static int exponent(byte[] text, int from, int to) {
    boolean signed = from + 1 < to && (text[from + 1] == '-' || text[from + 1] == '+');
    int begin = from + (signed ? 2 : 1);
    if ((text[from] | 0x20) != 'e' || begin >= to || to - begin > EXPONENT_DIGITS) {
      return Integer.MIN_VALUE;
    }
    int exponent = 0;
    for (int at = begin; at < to; at++) {
      if (text[at] < '0' || text[at] > '9') {
        return Integer.MIN_VALUE;
      }
      exponent = 10 * exponent + (text[at] - '0');
    }
    return signed && text[from + 1] == '-' ? -exponent : exponent;
  }

  private static double slowly(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      // Java parses 1f, 0x1p3 and NaN too.
      if (DECIMAL.indexOf(text[at]) < 0) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(new String(text, from, to - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Returns true if a text can be a feature. */
  public static boolean isNumber(String cell) {
    return isNumber(UTF8String.fromString(cell));
  }

  /** Returns true if a cell can be a feature. */
  public static boolean isNumber(UTF8String cell) {
    return cell != null && Float.isFinite((float) parse(cell));
  }

  /** Returns true if a text has only the characters of a decimal number, and blanks around it. */
  static boolean isDecimal(String text) {
    String bare = Blanks.strip(text);
    return !bare.isEmpty() && bare.chars().allMatch(c -> DECIMAL.indexOf(c) >= 0);
  }
}
