package dev.lockstep.nn;

/**
 * The targets of a batch's outputs and the weight of each example.
 *
 * @param labels [B], each a class
 * @param weights [B], factors of the examples' losses; null where all are 1
 * @param smoothing the share of a one-hot target that is spread evenly over all classes, in [0, 1)
 * @param ends the place behind the last example of each group, whose sums are computed for it alone
 */
public record Targets(int[] labels, float[] weights, float smoothing, int[] ends) {
  /** Returns one-hot targets of examples that count alike and are one group. */
  public static Targets of(int[] labels, int batch) {
    return new Targets(labels, null, 0, new int[] {batch});
  }

  /** Returns the group of an example that does not come before a group's. */
  int group(int example, int from) {
    int group = from;
    while (example >= ends[group]) {
      group++;
    }
    return group;
  }

  /** Returns the factor of an example's loss. */
  double weight(int example) {
    return weights == null ? 1 : weights[example];
  }

  /** Returns the share of a target that every output gets, the label's too. */
  double spread(int outputs) {
    return (double) smoothing / Math.max(2, outputs);
  }

  /**
   * Returns true if an output's target is 1 for an example; a single output's target is the label.
   */
  boolean isOne(int example, int output, int outputs) {
    return labels[example] == (outputs == 1 ? 1 : output);
  }

  /**
   * Multiplies every example's row by its weight.
   *
   * @param delta [B x C]
   */
  void weigh(float[] delta, int batch, int classes) {
    if (weights != null) {
      for (int b = 0; b < batch; b++) {
        for (int i = b * classes; i < (b + 1) * classes; i++) {
          delta[i] *= weights[b];
        }
      }
    }
  }
}
