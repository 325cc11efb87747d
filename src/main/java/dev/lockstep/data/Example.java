package dev.lockstep.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A row as read, before scaling.
 *
 * @param label the class, 0 or more; {@link #NO_LABEL} where numbers are to be predicted
 * @param features the features, as the nearest floats; NaN for a missing one; of a category, its
 *     place among the texts of its column, -1 if it is not one of them; not copied, so not to be
 *     changed afterwards
 * @param weight the factor of the example's loss, positive; usually 1
 * @param exact the features as they are; null where the floats equal them; not copied either
 * @param texts of the categories, in the order of their places; null where there are none
 * @param targets the numbers to predict, finite; null where a class is to be predicted; not copied
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A row is passed on once and packed into a shard; it is never
// compared.
public record Example(
    int label, float[] features, float weight, double[] exact, CellText[] texts, double[] targets)
    implements Serializable {
  /** The label of an example whose target is not a class. */
  public static final int NO_LABEL = -1;

  /** Creates an example of a class. */
  public Example(int label, float[] features, float weight, double[] exact, CellText[] texts) {
    this(label, features, weight, exact, texts, null);
  }

  /** Creates an example of numbers. */
  public Example(int label, float[] features, float weight, double[] exact) {
    this(label, features, weight, exact, null);
  }

  /** Creates an example of features that floats hold exactly. */
  public Example(int label, float[] features, float weight) {
    this(label, features, weight, null);
  }

  /** Creates an example of weight 1. */
  public Example(int label, float[] features) {
    this(label, features, 1);
  }

  /** Returns an example of any numbers; copies them. */
  public static Example of(int label, double[] features, float weight) {
    return of(label, features, weight, null);
  }

  /**
   * Returns an example of any features; copies them.
   *
   * @param texts of the categories; null where there are none
   */
  public static Example of(int label, double[] features, float weight, CellText[] texts) {
    float[] nearest = new float[features.length];
    boolean equal = true;
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = (float) features[i];
      equal &= HeldByFloat.isEqual(features[i]);
    }
    return new Example(label, nearest, weight, equal ? null : features.clone(), texts);
  }

  /** Returns this example with numbers to predict in place of a class. */
  public Example predicting(double[] numbers) {
    return new Example(NO_LABEL, features, weight, exact, texts, numbers);
  }

  /** Returns what is to be predicted, for messages, as in "label 3". */
  public String answer() {
    return targets == null ? "label " + label : "target " + Arrays.toString(targets);
  }
}
