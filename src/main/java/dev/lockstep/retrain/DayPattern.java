package dev.lockstep.retrain;

import java.time.LocalDate;

/**
 * A place of data whose name has {@value #MARK} for a day, as in <code>landing/{day}/*.csv</code>.
 */
public record DayPattern(String place) {
  /** Stands for a day in ISO's form, as in 2026-11-28. */
  public static final String MARK = "{day}";

  public DayPattern {
    if (!isOne(place)) {
      throw new IllegalArgumentException(place + ": has no " + MARK);
    }
  }

  /** Returns true if a place has the mark. */
  public static boolean isOne(String place) {
    return place.contains(MARK);
  }

  /** Returns the place of a day's data. */
  public String on(LocalDate day) {
    return place.replace(MARK, day.toString());
  }
}
