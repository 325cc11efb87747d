package dev.lockstep.retrain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The days whose data a retraining is to read: the newest, and those before it.
 *
 * @param newest the last day
 * @param count the number of days, 1 or more
 */
public record DayWindow(LocalDate newest, int count) {
  public DayWindow {
    if (count < 1) {
      throw new IllegalArgumentException("{days} must be 1 or more: " + count);
    }
  }

  /**
   * Returns the window that ends on a day.
   *
   * @param day empty for the day before {@code now}
   * @param zone in which a day begins and ends
   */
  public static DayWindow of(Optional<LocalDate> day, ZoneId zone, Instant now, int count) {
    return new DayWindow(day.orElseGet(() -> LocalDate.ofInstant(now, zone).minusDays(1)), count);
  }

  /** Returns the days, the oldest first. */
  public List<LocalDate> days() {
    return newest.minusDays(count - 1L).datesUntil(newest.plusDays(1)).toList();
  }
}
