package dev.lockstep.nn;

import java.util.function.IntUnaryOperator;

/** The targets of a batch's outputs and the weight of each example. B: examples, C: outputs. */
public sealed interface Targets permits ClassTargets, ValueTargets {
  /** Returns one-hot targets of examples that count alike and are one group. */
  static Targets of(int[] labels, int batch) {
    return new ClassTargets(labels, null, 0, new int[] {batch});
  }

  /** Returns factors of the examples' losses, [B]; null where all are 1. */
  float[] weights();

  /**
   * Returns the place behind the last example of each group, whose sums are computed for it alone.
   */
  int[] ends();

  /** Returns the number that an output of an example should be, of so many outputs. */
  float value(int example, int output, int outputs);

  /**
   * Returns the targets as classes.
   *
   * @throws IllegalStateException if they are numbers
   */
  ClassTargets asClasses();

  /**
   * Returns how many examples from one place up to another are classified correctly; 0 where the
   * targets are numbers.
   *
   * @param classOf returns the class that the network predicts for an example
   */
  int hits(IntUnaryOperator classOf, int from, int end);

  /** Returns the group of an example that does not come before a group's. */
  default int group(int example, int from) {
    int group = from;
    while (example >= ends()[group]) {
      group++;
    }
    return group;
  }

  /** Returns the factor of an example's loss. */
  default double weight(int example) {
    return weights() == null ? 1 : weights()[example];
  }

  /**
   * Multiplies every example's row by its weight.
   *
   * @param delta [B x C]
   */
  default void weigh(float[] delta, int batch, int outputs) {
    float[] weights = weights();
    if (weights != null) {
      for (int b = 0; b < batch; b++) {
        for (int i = b * outputs; i < (b + 1) * outputs; i++) {
          delta[i] *= weights[b];
        }
      }
    }
  }
}
