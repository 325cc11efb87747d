package dev.lockstep.data.shard;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Counts over examples, in any order.
 *
 * @param count the number of examples
 * @param fingerprint the sum of their ids
 * @param perClass the number of examples of each class, up to the largest label
 * @param smallest of all features
 * @param largest of all features
 * @param holdsFloats true if floats equal all features
 * @param sizeBytes the size of the shards' arrays
 */
public record Statistics(
    long count,
    Fingerprint fingerprint,
    long[] perClass,
    float smallest,
    float largest,
    boolean holdsFloats,
    long sizeBytes)
    implements Serializable {
  static final Statistics NONE =
      new Statistics(
          0,
          Fingerprint.EMPTY,
          new long[0],
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          true,
          0);

  /** Returns one more than the largest label. */
  public int classes() {
    return perClass.length;
  }

  /**
   * Returns weights that make all classes with examples count the same, and an example 1 in the
   * mean: n / (k n_c), as in scikit-learn, with n examples, n_c of them in the class, and k classes
   * with examples.
   *
   * @param classes the number of weights; a class without examples weighs 1
   */
  public List<Float> balancedWeights(int classes) {
    long[] counts = Arrays.copyOf(perClass, classes);
    long present = Arrays.stream(counts).filter(n -> n > 0).count();
    return Arrays.stream(counts)
        .mapToObj(n -> n == 0 ? 1f : (float) ((double) count / ((double) present * n)))
        .toList();
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
        holdsFloats && other.holdsFloats,
        sizeBytes + other.sizeBytes);
  }
}
