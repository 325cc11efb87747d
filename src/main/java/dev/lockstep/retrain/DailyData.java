package dev.lockstep.retrain;

import dev.lockstep.data.read.Places;
import dev.lockstep.text.Counted;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * The places of a retraining's data. A day is there if the data of all its places have arrived;
 * else it is missing, and none of its data are read.
 *
 * @param window the days asked for
 * @param always the places that do not depend on the day
 * @param there the places of each day that is there
 * @param missing the reasons, which name places, of each day that is missing
 */
public record DailyData(
    DayWindow window,
    List<String> always,
    SortedMap<LocalDate, List<String>> there,
    SortedMap<LocalDate, List<String>> missing) {
  /** The most runs of days that a text names. */
  private static final int MOST_NAMED = 20;

  public DailyData {
    always = List.copyOf(always);
    there = Collections.unmodifiableSortedMap(there);
    missing = Collections.unmodifiableSortedMap(missing);
  }

  /**
   * Searches the places of all days. A folder without files, with hidden ones only, or in which
   * files are still being written, does not count.
   */
  public static DailyData find(List<String> places, DayWindow window, Configuration conf) {
    Places all = Places.ofProcess();
    return find(places, window, (place, day) -> all.notArrived(place, day.toString(), conf));
  }

  static DailyData find(
      List<String> places,
      DayWindow window,
      BiFunction<String, LocalDate, Optional<String>> notArrived) {
    List<DayPattern> patterns =
        places.stream().filter(DayPattern::isOne).map(DayPattern::new).toList();
    SortedMap<LocalDate, List<String>> there = new TreeMap<>();
    SortedMap<LocalDate, List<String>> missing = new TreeMap<>();
    for (LocalDate day : patterns.isEmpty() ? List.<LocalDate>of() : window.days()) {
      List<String> ofDay = patterns.stream().map(pattern -> pattern.on(day)).toList();
      List<String> lacking =
          ofDay.stream().flatMap(place -> notArrived.apply(place, day).stream()).toList();
      if (lacking.isEmpty()) {
        there.put(day, ofDay);
      } else {
        missing.put(day, lacking);
      }
    }
    List<String> always = places.stream().filter(place -> !DayPattern.isOne(place)).toList();
    return new DailyData(window, always, there, missing);
  }

  /** Returns true if the data depend on the day. */
  public boolean isDaily() {
    return !there.isEmpty() || !missing.isEmpty();
  }

  /** Returns true if there are data beside those of the days. */
  public boolean learnsFromOtherData() {
    return !always.isEmpty();
  }

  /**
   * Returns the reason why it is too early to train: the newest day or too many others are missing.
   * Empty if nothing is missed, and for data that do not depend on the day.
   *
   * @param fewest the fewest days that must be there
   * @param holdoutDays the newest days that are not for training
   */
  public Optional<String> notYet(int fewest, int holdoutDays) {
    if (!isDaily()) {
      return Optional.empty();
    }
    if (missing.containsKey(window.newest())) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the data of %s are not there yet: %s",
              window.newest(),
              String.join(", ", missing.get(window.newest()))));
    }
    boolean learns = !always.isEmpty() || there.size() > holdoutDays;
    if (there.size() >= Math.max(fewest, holdoutDays) && learns) {
      return Optional.empty();
    }
    int wanted = Math.max(fewest, holdoutDays + (always.isEmpty() ? 1 : 0));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the data of only %s are there, of %d wanted; missing: %s",
            Counted.of(there.size(), "day"),
            wanted,
            days(missing.keySet().stream().toList())));
  }

  /** Returns the names of the missing days, for a warning; empty if all are there. */
  public Optional<String> warning() {
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the data of %s of %d are missing: %s (%s)",
                Counted.of(missing.size(), "day"),
                window.count(),
                days(missing.keySet().stream().toList()),
                missing.get(missing.firstKey()).get(0)));
  }

  /**
   * Returns the places to learn from.
   *
   * @param holdoutDays the newest of the days that are there, which are left out
   */
  public List<String> training(int holdoutDays) {
    return Stream.concat(always.stream(), places(there.headMap(firstHeldOut(holdoutDays))))
        .toList();
  }

  /** Returns the places of the newest days that are there. */
  public List<String> holdout(int holdoutDays) {
    return places(there.tailMap(firstHeldOut(holdoutDays))).toList();
  }

  private LocalDate firstHeldOut(int holdoutDays) {
    List<LocalDate> days = List.copyOf(there.keySet());
    int first = Math.max(0, days.size() - holdoutDays);
    return first == days.size() ? LocalDate.MAX : days.get(first);
  }

  private static Stream<String> places(Map<LocalDate, List<String>> days) {
    return days.values().stream().flatMap(List::stream);
  }

  /** Returns days in order, runs of them as in "2026-11-03 to 2026-11-07". */
  static String days(List<LocalDate> days) {
    List<String> runs = new ArrayList<>();
    for (int from = 0, next; from < days.size(); from = next) {
      next = from + 1;
      while (next < days.size() && days.get(next).equals(days.get(next - 1).plusDays(1))) {
        next++;
      }
      String run = days.get(from).toString();
      runs.add(next - from == 1 ? run : run + " to " + days.get(next - 1));
    }
    int named = Math.min(runs.size(), MOST_NAMED);
    String more = runs.size() > named ? ", ..." : "";
    return String.join(", ", runs.subList(0, named)) + more;
  }
}
