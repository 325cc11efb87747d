package dev.lockstep.data.table;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Suggests a number in place of text that people write as a number and programs do not. */
final class NumberHint {
  /** Numbers are shorter than this; a longer text is not meant as a number. */
  private static final int MAX_LENGTH = 60;

  /** Groups of three digits with one kind of separator, and perhaps a fraction. */
  private static final Pattern GROUPED =
      Pattern.compile("[-+]?[1-9]\\d{0,2}([ '_.,])\\d{3}(?:\\1\\d{3})*(?:([.,])\\d*)?");

  /** As in 12,34,567.8. */
  private static final Pattern LAKHS =
      Pattern.compile("[-+]?\\d{1,2}(?:,\\d{2})+,\\d{3}(?:\\.\\d*)?");

  private static final Pattern POINT_OR_THOUSANDS = Pattern.compile("[-+]?[1-9]\\d{0,2}\\.\\d{3}");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d+,\\d+");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");

  private NumberHint() {}

  /**
   * Returns the end of a message, from its semicolon on: the number that is meant, or both if there
   * are two. Empty if none is sure.
   *
   * @param text that is not a number
   */
  static String of(String text) {
    if (text.length() > MAX_LENGTH) {
      return "";
    }
    String plain = plain(text).strip();
    if (plain.endsWith("%")) {
      String value = plain.substring(0, plain.length() - 1).strip();
      return NUMBER.matcher(value).matches() ? "; write it without %" : "";
    }
    String number = withoutCurrency(plain);
    if (NUMBER.matcher(number).matches()) {
      // An amount of money seldom has three decimals.
      boolean money = !number.equals(plain) && POINT_OR_THOUSANDS.matcher(number).matches();
      return money ? either(number, "point", number.replace(".", "")) : "; write " + number;
    }
    if (LAKHS.matcher(number).matches()) {
      return "; write " + number.replace(",", "");
    }
    Matcher grouped = GROUPED.matcher(number);
    if (grouped.matches()) {
      return grouped(number, grouped.group(1), grouped.group(2));
    }
    boolean comma = DECIMAL_COMMA.matcher(number).matches();
    return comma ? "; write " + number.replace(',', '.') : "";
  }

  private static String grouped(String number, String separator, String point) {
    boolean twice = number.indexOf(separator) != number.lastIndexOf(separator);
    if (separator.equals(point) || (point == null && !twice && separator.equals("."))) {
      return "";
    }
    String whole = number.replace(separator, "").replace(',', '.');
    return point == null && !twice && separator.equals(",")
        ? either(number.replace(',', '.'), "comma", whole)
        : "; write " + whole;
  }

  private static String either(String decimal, String mark, String whole) {
    return String.format(
        Locale.ROOT,
        "; write %s if the %s is a decimal one, %s if it separates thousands",
        decimal,
        mark,
        whole);
  }

  /** Converts digits of any script, minus signs and blanks to ASCII. */
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int digit = Character.isDigit(c) ? Character.digit(c, 10) : -1;
              plain.appendCodePoint(digit >= 0 ? '0' + digit : plain(c));
            });
    return plain.toString();
  }

  private static int plain(int c) {
    return switch (c) {
      case 0x2212, 0xff0d, 0xfe63 -> '-'; // minus
      case 0xff0b -> '+';
      case 0x066b, 0xff0e -> '.';
      case 0xff0c -> ',';
      case 0x066c, 0x2019, 0xff07 -> '\'';
      case 0xff05, 0x066a -> '%';
      default -> Character.isSpaceChar(c) ? ' ' : c;
    };
  }

  private static String withoutCurrency(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && isCurrency(text.charAt(begin))) {
      begin++;
    }
    while (end > begin && isCurrency(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(begin, end).strip();
  }

  private static boolean isCurrency(char c) {
    return Character.getType(c) == Character.CURRENCY_SYMBOL;
  }
}
