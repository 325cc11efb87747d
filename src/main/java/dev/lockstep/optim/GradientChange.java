package dev.lockstep.optim;

import dev.lockstep.linalg.Slices;
import java.io.Serializable;

/** A change of the mean gradient before the optimizer's step; see {@link Update}. */
public sealed interface GradientChange extends Serializable permits Penalty, Clipping {
  /** Returns true if an element's change depends on the same element only. */
  boolean isElementwise();

  /**
   * Changes a gradient in place.
   *
   * @param parameters [P], only read
   * @param meanGradient [P], overwritten
   * @param slices runs the loops
   */
  void apply(float[] parameters, float[] meanGradient, Slices slices);
}
