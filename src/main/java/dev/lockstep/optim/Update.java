package dev.lockstep.optim;

import dev.lockstep.linalg.Slices;
import java.io.Serializable;
import java.util.List;

/**
 * The update of a step: changes to the mean gradient, one after another, and then the stepper's
 * rule, as in optax's {@code chain}.
 */
public record Update(List<GradientChange> changes, Stepper stepper) implements Serializable {
  public Update {
    changes = List.copyOf(changes);
  }

  /** Returns true if an element's update depends on the same element only. */
  public boolean isElementwise() {
    return changes.stream().allMatch(GradientChange::isElementwise);
  }

  /**
   * Takes one step, in place.
   *
   * @param parameters [P], overwritten
   * @param meanGradient [P], of the mean loss; overwritten
   * @param slots [slots][P], the stepper's state; overwritten
   * @param step the number of steps taken before this one
   * @param slices runs the loops
   */
  public void apply(
      float[] parameters,
      float[] meanGradient,
      float[][] slots,
      long step,
      float learningRate,
      Slices slices) {
    for (GradientChange change : changes) {
      change.apply(parameters, meanGradient, slices);
    }
    stepper.step(parameters, meanGradient, slots, step, learningRate, slices);
  }
}
