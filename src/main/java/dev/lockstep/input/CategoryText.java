package dev.lockstep.input;

import dev.lockstep.text.Blanks;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The text of a category, whatever the type of its cell: 1, 1.0 and the text "1.0" are "1"; true
 * and the text "True" are "true"; a time is written as in "2024-02-29T13:05:00Z". Other text stays
 * as it is, and so do digits behind a leading zero, as in "01234".
 */
public final class CategoryText {
  /** The pattern is possessive, and the exponent has few digits: see {@link #MAX_NUMBER}. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d*+)(?:\\.\\d++)?+(?:[eE][-+]?\\d{1,3}+)?+");

  /** Longer numbers are text: they would take long to write out. */
  private static final int MAX_NUMBER = 1_000;

  /** Whole numbers up to here are written as such; doubles hold them all. */
  private static final double MAX_WHOLE = 1e15;

  private static final int DIGITS_OF_A_FLOAT = 9;
  private static final int DIGITS_OF_A_DOUBLE = 17;

  private CategoryText() {}

  /** Returns the text of a cell of text. */
  public static String of(String cell) {
    String bare = Blanks.strip(cell);
    if (mayBeNumber(bare) && NUMBER.matcher(bare).matches()) {
      return plain(new BigDecimal(bare));
    }
    return TruthText.of(bare)
        .map(String::valueOf)
        .or(() -> IsoTime.instantOf(bare).map(Instant::toString))
        .orElse(cell);
  }

  /** Spares most texts the pattern. */
  private static boolean mayBeNumber(String cell) {
    if (cell.isEmpty() || cell.length() > MAX_NUMBER) {
      return false;
    }
    char first = cell.charAt(0);
    return first == '-' || (first >= '0' && first <= '9');
  }

  /** Returns the text of a decimal. */
  public static String of(BigDecimal cell) {
    return plain(cell);
  }

  /** Returns the text of a whole number. */
  public static String of(long cell) {
    return Long.toString(cell);
  }

  /** Returns the text of a finite double: the shortest that is read as this double. */
  public static String of(double cell) {
    if (cell == Math.rint(cell) && Math.abs(cell) <= MAX_WHOLE) {
      return Long.toString((long) cell);
    }
    BigDecimal exact = new BigDecimal(cell);
    int digits = 1;
    while (digits < DIGITS_OF_A_DOUBLE && rounded(exact, digits).doubleValue() != cell) {
      digits++;
    }
    return plain(rounded(exact, digits));
  }

  /** Returns the text of a finite float: the shortest that is read as this float. */
  public static String of(float cell) {
    if (cell == Math.rint(cell) && Math.abs(cell) <= MAX_WHOLE) {
      return Long.toString((long) cell);
    }
    BigDecimal exact = new BigDecimal(cell);
    int digits = 1;
    while (digits < DIGITS_OF_A_FLOAT && rounded(exact, digits).floatValue() != cell) {
      digits++;
    }
    return plain(rounded(exact, digits));
  }

  private static BigDecimal rounded(BigDecimal exact, int digits) {
    return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
