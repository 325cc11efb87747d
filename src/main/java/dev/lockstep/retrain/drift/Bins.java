package dev.lockstep.retrain.drift;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A number's bins with the examples in each. A bin holds the values above the border before it, up
 * to its own; the last holds the values above all borders.
 *
 * @param name of the number; null where it has none
 * @param borders ascending
 * @param counts one more than borders
 * @param missing the examples that lack the number; null where none may
 */
record Bins(
    @JsonInclude(JsonInclude.Include.NON_NULL) String name,
    List<Float> borders,
    List<Long> counts,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long missing) {

  Bins {
    if (borders == null || counts == null) {
      throw new IllegalArgumentException((borders == null ? "borders" : "counts") + ": missing");
    }
    borders = List.copyOf(borders);
    counts = List.copyOf(counts);
    for (int i = 0; i < borders.size(); i++) {
      boolean ascends = i == 0 || borders.get(i - 1) < borders.get(i);
      if (!ascends || !Float.isFinite(borders.get(i))) {
        throw new IllegalArgumentException("borders: " + borders + " do not ascend");
      }
    }
    if (counts.size() != borders.size() + 1 || counts.stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("counts: " + counts + " are not one for each bin");
    }
    if (missing != null && missing < 0) {
      throw new IllegalArgumentException("missing: negative");
    }
  }

  /** Returns the number of examples, of those too that lack the number. */
  long examples() {
    return present() + gaps();
  }

  /** Returns the number of examples that have the number. */
  long present() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the number of examples that lack it. */
  long gaps() {
    return missing == null ? 0 : missing;
  }
}
