package dev.lockstep.retrain.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bins of numbers between their deciles. The k-th decile is the smallest value that at least k
 * tenths of the examples that have the number do not exceed. A value that is several deciles has a
 * bin of its own, so frequent values such as categories are kept apart from their neighbours.
 *
 * <p>The deciles are exact. They are found as a radix sort finds them: a pass counts the values by
 * one more byte of their bits, in the buckets that have a decile. So they need four passes and
 * memory for a bounded number of counts; more numbers take more passes.
 */
final class Deciles {
  private static final int MOST_COUNTS = 1 << 21;
  private static final int NUMBERS_AT_ONCE = MOST_COUNTS / (Search.RANKS * DigitSlots.DIGITS);

  private Deciles() {}

  /** Returns each number's bins. */
  static List<Bins> of(Numbers numbers) {
    return of(numbers, NUMBERS_AT_ONCE);
  }

  static List<Bins> of(Numbers numbers, int atOnce) {
    List<Bins> all = new ArrayList<>();
    for (int from = 0; from < numbers.width(); from += atOnce) {
      List<Search> searches = new ArrayList<>();
      for (int i = from; i < Math.min(from + atOnce, numbers.width()); i++) {
        searches.add(new Search(numbers.present(i)));
      }
      search(numbers, from, searches);
      for (Search search : searches) {
        int i = all.size();
        String name = numbers.names().isEmpty() ? null : numbers.names().get(i);
        all.add(search.bins(name, numbers.missing(i)));
      }
    }
    return all;
  }

  private static void search(Numbers numbers, int from, List<Search> searches) {
    for (int digit = 0; digit < DigitSlots.PASSES; digit++) {
      DigitSlots slots =
          new DigitSlots(from, searches.stream().map(Search::buckets).toList(), digit);
      long[] counts = numbers.counts(slots);
      for (int i = 0; i < searches.size(); i++) {
        searches.get(i).narrow(counts, slots.first(from + i));
      }
    }
  }

  /** The search for one number's deciles. */
  private static final class Search {
    static final int RANKS = 9;

    private final long examples;

    /** Each decile's first bytes, as far as they are known. */
    private final int[] bucket = new int[RANKS];

    /** The number of values below each decile's bucket. */
    private final long[] below = new long[RANKS];

    /** The number of values up to each decile, once it is found. */
    private final long[] upTo = new long[RANKS];

    Search(long examples) {
      this.examples = examples;
    }

    /** Returns the buckets in which deciles lie, each once, in their order. */
    int[] buckets() {
      int[] distinct = new int[RANKS];
      int count = 0;
      for (int k = 0; k < RANKS; k++) {
        if (k == 0 || bucket[k] != bucket[k - 1]) {
          distinct[count++] = bucket[k];
        }
      }
      return Arrays.copyOf(distinct, count);
    }

    /**
     * Takes the next byte of each decile.
     *
     * @param counts by bucket and byte, from {@code first} on
     */
    void narrow(long[] counts, int first) {
      int row = first - DigitSlots.DIGITS;
      int before = 0;
      for (int k = 0; k < RANKS; k++) {
        row += k == 0 || bucket[k] != before ? DigitSlots.DIGITS : 0;
        before = bucket[k];
        long rank = ((k + 1) * examples + RANKS) / (RANKS + 1);
        int digit = 0;
        while (below[k] + counts[row + digit] < rank) {
          below[k] += counts[row + digit];
          digit++;
        }
        upTo[k] = below[k] + counts[row + digit];
        bucket[k] = bucket[k] << 8 | digit;
      }
    }

    Bins bins(String name, Long missing) {
      if (examples == 0) {
        return new Bins(name, List.of(), List.of(0L), missing);
      }
      List<Float> borders = new ArrayList<>();
      List<Long> counts = new ArrayList<>();
      long counted = 0;
      for (int k = 0; k < RANKS; k++) {
        float decile = DigitSlots.value(bucket[k]);
        boolean repeated = k + 1 < RANKS && bucket[k + 1] == bucket[k];
        boolean seen = k > 0 && bucket[k - 1] == bucket[k];
        float lower = Math.nextDown(decile);
        boolean apart = borders.isEmpty() || borders.get(borders.size() - 1) < lower;
        if (repeated && !seen && apart && Float.isFinite(lower)) {
          borders.add(lower);
          counts.add(below[k] - counted);
          counted = below[k];
        }
        if (!seen) {
          borders.add(decile);
          counts.add(upTo[k] - counted);
          counted = upTo[k];
        }
      }
      counts.add(examples - counted);
      return new Bins(name, borders, counts, missing);
    }
  }
}
