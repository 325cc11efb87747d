package dev.lockstep.retrain;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/**
 * Days one after another, written as {@code 2026-11-01..2026-11-14}.
 *
 * @param first the oldest
 * @param last the newest
 */
public record DayRange(LocalDate first, LocalDate last) {
  private static final String SEPARATOR = "..";

  public DayRange {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException(last + " is before " + first);
    }
  }

  /** Reads a range. @throws IllegalArgumentException if the text is not one */
  public static DayRange parse(String text) {
    int between = text.indexOf(SEPARATOR);
    if (between < 0) {
      throw notOne(text, null);
    }
    LocalDate first;
    LocalDate last;
    try {
      first = LocalDate.parse(text.substring(0, between));
      last = LocalDate.parse(text.substring(between + SEPARATOR.length()));
    } catch (DateTimeException e) {
      throw notOne(text, e);
    }
    return new DayRange(first, last);
  }

  private static IllegalArgumentException notOne(String text, DateTimeException cause) {
    return new IllegalArgumentException(
        "'" + text + "' is not two days, as in 2026-11-01..2026-11-14", cause);
  }

  /** Returns the days, the oldest first. */
  public List<LocalDate> days() {
    return first.datesUntil(last.plusDays(1)).toList();
  }
}
