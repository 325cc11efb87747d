package dev.lockstep.data.read;

import dev.lockstep.data.LabelEncoder;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of rows by label. Of too many labels for classes only some are kept, among them one that
 * is not a number and one that is not a whole number, if there are any; so the counts tell in any
 * order of the rows whether the labels are numbers.
 */
final class LabelRows implements Serializable {
  private static final long serialVersionUID = 1L;

  static final int MOST_CLASSES = 10_000;

  private final TreeMap<String, Long> perLabel = new TreeMap<>();
  private long rows;
  private boolean tooMany;
  private boolean hasText;
  private boolean hasFraction;

  void add(String label) {
    add(label, 1);
  }

  private void add(String label, long count) {
    rows += count;
    boolean known = perLabel.containsKey(label);
    if (!known && perLabel.size() >= MOST_CLASSES) {
      tooMany = true;
      boolean number = LabelEncoder.isNumber(label);
      boolean news = number ? !hasFraction && !LabelEncoder.isWhole(label) : !hasText;
      if (!news) {
        return;
      }
      hasText |= !number;
      hasFraction |= number;
    }
    perLabel.merge(label, count, Long::sum);
  }

  void addAll(LabelRows other) {
    long all = rows + other.rows;
    other.perLabel.forEach(this::add);
    tooMany |= other.tooMany;
    rows = all;
  }

  boolean areTooMany() {
    return tooMany;
  }

  /** Returns the number of rows, those of labels that are not kept too. */
  long rows() {
    return rows;
  }

  /** Returns the rows of each label that is kept. */
  Map<String, Long> perLabel() {
    return Collections.unmodifiableMap(perLabel);
  }
}
