package dev.lockstep.retrain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A feature's bins with the examples in each. A bin holds the values above the border before it, up
 * to its own; the last holds the values above all borders.
 *
 * @param name of the feature; null where it has none
 * @param borders ascending
 * @param counts one more than borders
 */
record Bins(
    @JsonInclude(JsonInclude.Include.NON_NULL) String name,
    List<Float> borders,
    List<Long> counts) {

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
  }

  long examples() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
