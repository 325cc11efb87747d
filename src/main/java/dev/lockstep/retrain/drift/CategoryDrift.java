package dev.lockstep.retrain.drift;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The change of a column's categories.
 *
 * @param index the population stability index of their {@link CategoryBins}
 * @param added the new categories that are not rare, with their column; the most frequent first
 */
record CategoryDrift(double index, List<String> added) {
  /** A new category is named if it has one in so many of the examples. */
  private static final int NAMED_FROM_ONE_IN = 100;

  /** It has so many examples, too: of a few rows, some have texts that are new by chance. */
  private static final int NAMED_FROM = 5;

  /** A text that one side has not listed is one of those that it has not told apart, if any. */
  static CategoryDrift of(Categories before, Categories now) {
    Set<String> listedBefore = new HashSet<>(before.texts());
    Set<String> listedNow = new HashSet<>(now.texts());
    List<String> toldBefore =
        before.texts().stream()
            .filter(text -> now.other() == 0 || listedNow.contains(text))
            .toList();
    List<String> toldNow =
        now.texts().stream()
            .filter(text -> before.other() == 0 || listedBefore.contains(text))
            .toList();
    double index = new CategoryBins(before, toldBefore).index(now, toldNow);
    List<String> added =
        toldNow.stream()
            .filter(text -> before.count(text) == 0 && isNamed(now, text))
            .sorted(Comparator.comparingLong(text -> -now.count(text)))
            .map(text -> now.name() + "=" + text)
            .toList();
    return new CategoryDrift(index, added);
  }

  private static boolean isNamed(Categories now, String text) {
    long count = now.count(text);
    return count >= NAMED_FROM && count * NAMED_FROM_ONE_IN >= now.present();
  }
}
