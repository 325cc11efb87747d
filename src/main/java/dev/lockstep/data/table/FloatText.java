package dev.lockstep.data.table;

import org.apache.spark.unsafe.types.UTF8String;

/** Parses numbers in text. */
public final class FloatText {
  /** A double holds every whole number of this many digits. */
  private static final int EXACT_DIGITS = 15;

  /** Powers of ten that a double holds exactly, so that one division rounds correctly. */
  private static final double[] POWERS = new double[EXACT_DIGITS + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private FloatText() {}

  /**
   * Returns the double nearest to a decimal number, as in {@code 255}, {@code -0.5} or {@code
   * 1e-3}: the same as a table of doubles made from this text. NaN for any other text.
   */
  public static double parse(UTF8String text) {
    int length = text.numBytes();
    int at = length > 0 && text.getByte(0) == '-' ? 1 : 0;
    boolean negative = at == 1;
    long digits = 0;
    int count = 0;
    int point = -1;
    for (; at < length; at++) {
      int c = text.getByte(at);
      if (c >= '0' && c <= '9' && count < EXACT_DIGITS) {
        digits = 10 * digits + (c - '0');
        count++;
      } else if (c == '.' && point < 0) {
        point = count;
      } else {
        return slowly(text.toString());
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    double value = point < 0 ? digits : digits / POWERS[count - point];
    return negative ? -value : value;
  }

  private static double slowly(String text) {
    // Java parses 1f, 0x1p3 and NaN too.
    if (!isDecimal(text)) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
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

  /** Returns true if a text has only the characters of a decimal number. */
  static boolean isDecimal(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
  }
}
