package dev.lockstep.nn;

/**
 * The targets of a batch's outputs and the weight of each example.
 *
 * @param labels [B], each a class
 * @param weights [B], factors of the examples' losses; null where all are 1
 * @param smoothing the share of a one-hot target that is spread evenly over all classes, in [0, 1)
 */
public record Targets(int[] labels, float[] weights, float smoothing) {
  /** Returns one-hot targets of examples that count alike. */
  public static Targets of(int[] labels) {
    return new Targets(labels, null, 0);
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
