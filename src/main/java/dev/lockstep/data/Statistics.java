package dev.lockstep.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Counts over examples, whatever their order.
 *
 * @param count the number of examples
 * @param fingerprint the sum of their ids
 * @param perClass how many of each class, up to the largest label
 * @param smallest of all features
 * @param largest of all features
 * @param sizeBytes what the shards' arrays occupy
 */
public record Statistics(
    long count,
    Fingerprint fingerprint,
    long[] perClass,
    float smallest,
    float largest,
    long sizeBytes)
    implements Serializable {
  static final Statistics NONE =
      new Statistics(
          0, Fingerprint.EMPTY, new long[0], Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0);

  /** One more than the largest label. */
  public int classes() {
    return perClass.length;
  }

  Statistics plus(Statistics other) {
    long[] sum = Arrays.copyOf(perClass, Math.max(classes(), other.classes()));
    for (int c = 0; c < other.classes(); c++) {
      sum[c] += other.perClass[c];
    }
    return new Statistics(
        count + other.count,
        fingerprint.plus(other.fingerprint),
        sum,
        Math.min(smallest, other.smallest),
        Math.max(largest, other.largest),
        sizeBytes + other.sizeBytes);
  }
}
