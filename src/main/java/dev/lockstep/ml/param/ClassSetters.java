package dev.lockstep.ml.param;

/**
 * Sets the params of those that predict classes.
 *
 * @param <E> the estimator, which setters return
 */
public interface ClassSetters<E> extends ClassParams {
  default E setLabelSmoothing(double share) {
    return Fluent.set(this, labelSmoothing(), share);
  }

  /** Sets one weight for each class, in the order of the labels. */
  default E setClassWeights(double[] weights) {
    return Fluent.set(this, classWeights(), weights.clone());
  }

  /** Balances the classes; excludes {@link #classWeights}. */
  default E setBalanceClasses(boolean on) {
    return Fluent.set(this, balanceClasses(), on);
  }
}
