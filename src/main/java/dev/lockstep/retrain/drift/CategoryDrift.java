package dev.lockstep.retrain.drift;

import dev.lockstep.text.CodePoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The change of a column's categories. The bins are the categories that were the most frequent
 * ones, all the others together, and those that are new together; more bins would make an index of
 * chance alone.
 *
 * @param index the population stability index of the bins
 * @param added the new categories, the most frequent first; none if they are rare
 */
record CategoryDrift(double index, List<String> added) {
  /** The categories that have a bin of their own. */
  static final int MOST = 20;

  /** New categories are named if together they have one in so many of the examples. */
  static final int NAMED_FROM_ONE_IN = 100;

  static CategoryDrift of(Categories before, Categories now) {
    // A text that one side has not listed is one of those that it has not told apart, if any.
    Set<String> listedBefore = new HashSet<>(before.texts());
    Set<String> listedNow = new HashSet<>(now.texts());
    Comparator<String> frequentFirst = Comparator.comparingLong(text -> -before.count(text));
    List<String> kept =
        before.texts().stream()
            .filter(text -> before.count(text) > 0)
            .filter(text -> now.other() == 0 || listedNow.contains(text))
            .sorted(frequentFirst.thenComparing(CodePoints::compare))
            .limit(MOST)
            .toList();
    List<String> added =
        now.texts().stream()
            .filter(text -> now.count(text) > 0 && before.count(text) == 0)
            .filter(text -> before.other() == 0 || listedBefore.contains(text))
            .sorted(Comparator.comparingLong(text -> -now.count(text)))
            .toList();
    long ofAdded = sum(now, added);
    List<long[]> bins = new ArrayList<>();
    kept.forEach(text -> bins.add(new long[] {before.count(text), now.count(text)}));
    bins.add(
        new long[] {
          before.present() - sum(before, kept), now.present() - sum(now, kept) - ofAdded
        });
    bins.add(new long[] {0, ofAdded});
    boolean isNamed = ofAdded > 0 && ofAdded * NAMED_FROM_ONE_IN >= now.present();
    return new CategoryDrift(index(bins), isNamed ? names(now.name(), added) : List.of());
  }

  private static List<String> names(String column, List<String> texts) {
    return texts.stream().map(text -> column + "=" + text).toList();
  }

  private static long sum(Categories column, List<String> texts) {
    return texts.stream().mapToLong(column::count).sum();
  }

  /** Returns the index of bins that are not empty on both sides. */
  private static double index(List<long[]> bins) {
    Stream<long[]> filled = bins.stream().filter(bin -> bin[0] + bin[1] > 0);
    long[][] both = filled.toArray(long[][]::new);
    long[] before = new long[both.length];
    long[] now = new long[both.length];
    for (int bin = 0; bin < both.length; bin++) {
      before[bin] = both[bin][0];
      now[bin] = both[bin][1];
    }
    return StabilityIndex.of(before, now);
  }
}
