package dev.lockstep.input;

import dev.lockstep.text.Blanks;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Dates and times in the text of ISO 8601, as numbers. */
public final class IsoTime {
  /** The characters of a date of four digits for the year. */
  private static final int DATE = 10;

  /** The place of the first dash in a date. */
  private static final int DASH = 4;

  private static final double MICROS = 1e6;

  private IsoTime() {}

  /**
   * Returns the days from 1970-01-01 to a date such as {@code 2024-02-29}.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static double days(String text) {
    try {
      return LocalDate.parse(Blanks.strip(text)).toEpochDay();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not a date such as 2024-02-29", e);
    }
  }

  /**
   * Returns the seconds, to the microsecond, from 1970-01-01, 00:00 UTC, to a time such as {@code
   * 2024-02-29T13:05:00Z}. A space may stand for the T; without an offset the time is UTC, without
   * a time it is midnight.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static double seconds(String text) {
    try {
      return seconds(instant(Blanks.strip(text)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("is not a time such as 2024-02-29T13:05:00Z", e);
    }
  }

  /** Returns the instant of a time as above that has more than a date; empty for other texts. */
  static Optional<Instant> instantOf(String text) {
    boolean mayBe = text.length() > DATE && text.charAt(DASH) == '-' && text.indexOf(':') > DATE;
    try {
      return mayBe ? Optional.of(instant(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(String text) {
    if (text.length() <= DATE) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    String iso =
        text.charAt(DATE) == ' ' ? text.substring(0, DATE) + 'T' + text.substring(DATE + 1) : text;
    String time = iso.substring(DATE);
    boolean hasOffset = time.endsWith("Z") || time.indexOf('+') > 0 || time.indexOf('-') > 0;
    return hasOffset
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }

  private static double seconds(Instant instant) {
    long micros = instant.getNano() / 1_000;
    return (Math.multiplyExact(instant.getEpochSecond(), 1_000_000L) + micros) / MICROS;
  }
}
