package dev.lockstep.retrain.drift;

import dev.lockstep.text.CodePoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bins of a column's categories that held a twentieth of the examples each, or more: a frequent
 * category has one of its own, rare ones share one with their neighbours in the order of the code
 * points. So their number is bounded, and they do not follow from which rare category an example
 * more made frequent: then chance alone would look like a change.
 */
final class CategoryBins {
  private static final int ONE_IN = 20;

  /** Each [then, now]. */
  private final List<long[]> all = new ArrayList<>();

  private final Map<String, long[]> own = new HashMap<>();

  /** Of rare categories, by the last of each. */
  private final TreeMap<String, long[]> shared = new TreeMap<>(CodePoints::compare);

  /** Of texts that are not told apart. */
  private final long[] others = bin();

  /** Of new texts, where no category is rare. */
  private final long[] fresh = bin();

  /**
   * Creates the bins.
   *
   * @param texts that are told apart, in the order of their code points
   */
  CategoryBins(Categories before, List<String> texts) {
    long[] open = null;
    String last = null;
    for (String text : texts) {
      long count = before.count(text);
      if (count * ONE_IN >= before.present()) {
        own.put(text, bin());
      } else if (count > 0) {
        if (open == null) {
          open = bin();
        } else {
          shared.remove(last);
        }
        shared.put(text, open);
        last = text;
        open[0] += count;
        open = open[0] * ONE_IN >= before.present() ? null : open;
      }
    }
    shared.values().forEach(bin -> bin[0] = 0);
    texts.forEach(text -> of(text)[0] += before.count(text));
    others[0] = before.present() - all.stream().mapToLong(bin -> bin[0]).sum();
  }

  private long[] bin() {
    long[] bin = new long[2];
    all.add(bin);
    return bin;
  }

  /** Returns the bin of a text; a new one belongs to its rare neighbours. */
  private long[] of(String text) {
    if (own.containsKey(text) || shared.isEmpty()) {
      return own.getOrDefault(text, fresh);
    }
    Map.Entry<String, long[]> next = shared.ceilingEntry(text);
    return (next == null ? shared.lastEntry() : next).getValue();
  }

  /**
   * Returns the index of later examples.
   *
   * @param texts that are told apart
   */
  double index(Categories now, List<String> texts) {
    all.forEach(bin -> bin[1] = 0);
    texts.forEach(text -> of(text)[1] += now.count(text));
    others[1] = now.present() - all.stream().mapToLong(bin -> bin[1]).sum();
    List<long[]> filled = all.stream().filter(bin -> bin[0] + bin[1] > 0).toList();
    return StabilityIndex.of(
        filled.stream().mapToLong(bin -> bin[0]).toArray(),
        filled.stream().mapToLong(bin -> bin[1]).toArray());
  }
}
