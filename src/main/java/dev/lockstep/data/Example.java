package dev.lockstep.data;

import java.io.Serializable;

/**
 * One row as read, before any scaling.
 *
 * @param label the class, 0 or more
 * @param features the features, as the nearest floats; not copied, so not to be changed afterwards
 * @param weight how much it counts, positive; 1 for an example like all others
 * @param exact the features as they are; null where the floats equal them. Not copied either
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A row is handed on once and packed into a shard; it is never
// compared.
public record Example(int label, float[] features, float weight, double[] exact)
    implements Serializable {
  /** An example of features that floats hold. */
  public Example(int label, float[] features, float weight) {
    this(label, features, weight, null);
  }

  /** An example that counts like all others. */
  public Example(int label, float[] features) {
    this(label, features, 1);
  }

  /** An example of any features, which are copied. */
  public static Example of(int label, double[] features, float weight) {
    float[] nearest = new float[features.length];
    boolean equal = true;
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = (float) features[i];
      equal &= nearest[i] == features[i];
    }
    return new Example(label, nearest, weight, equal ? null : features.clone());
  }
}
