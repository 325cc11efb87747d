package dev.lockstep.data;

import java.io.Serializable;

/**
 * One row as read, before any scaling.
 *
 * @param label the class, 0 or more
 * @param features the features; not copied, so not to be changed afterwards
 * @param weight how much it counts, positive; 1 for an example like all others
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A row is handed on once and packed into a shard; it is never
// compared.
public record Example(int label, float[] features, float weight) implements Serializable {
  /** An example that counts like all others. */
  public Example(int label, float[] features) {
    this(label, features, 1);
  }
}
