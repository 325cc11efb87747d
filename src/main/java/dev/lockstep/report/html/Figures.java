package dev.lockstep.report.html;

import dev.lockstep.text.Printable;
import java.util.Locale;

/** Numbers and names as people read them, alike in every locale. */
public final class Figures {
  private static final int DAY_SECONDS = 86_400;
  private static final int HOUR_SECONDS = 3_600;
  private static final int MINUTE_SECONDS = 60;

  private Figures() {}

  /** Returns a share as in "98.05%". */
  public static String percent(double share) {
    return Double.isFinite(share) ? format("%.2f%%", 100 * share) : "–";
  }

  /** Returns a whole number as in "60,000". */
  public static String count(long number) {
    return format("%,d", number);
  }

  /** Returns a place in a drawing. */
  public static String coordinate(double place) {
    return format("%.1f", place);
  }

  /** Returns a number with about four digits that count. */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (value == 0) {
      return "0";
    }
    if (size < 1e-4 || size >= 1e9) {
      return trimmed(format("%.3e", value));
    }
    if (size >= 1000) {
      return format("%,.0f", value);
    }
    int decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : size >= 0.1 ? 4 : 5;
    return trimmed(format("%." + (size < 0.01 ? 7 : decimals) + "f", value));
  }

  private static String trimmed(String number) {
    int exponent = number.indexOf('e');
    String digits = exponent < 0 ? number : number.substring(0, exponent);
    String end = exponent < 0 ? "" : number.substring(exponent);
    return digits.replaceFirst("\\.?0+$", "") + end;
  }

  /** Returns a time as in "0.42 s", "12.3 s", "2 min 5 s" or "3 h 20 min". */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "–";
    }
    if (seconds < MINUTE_SECONDS) {
      return format(seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < HOUR_SECONDS) {
      return format("%d min %d s", whole / MINUTE_SECONDS, whole % MINUTE_SECONDS);
    }
    long minutes = whole / MINUTE_SECONDS;
    return whole < DAY_SECONDS
        ? format("%d h %d min", minutes / 60, minutes % 60)
        : format("%d d %d h", whole / DAY_SECONDS, whole % DAY_SECONDS / HOUR_SECONDS);
  }

  /** Returns a name on one line, cut to so many characters. */
  public static String cut(String name, int most) {
    String line = Printable.line(name);
    return line.codePointCount(0, line.length()) <= most
        ? line
        : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** Formats alike in every locale. */
  public static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
