package dev.lockstep.ml.param;

/**
 * Sets the params of those that predict numbers.
 *
 * @param <E> the estimator, which setters return
 */
public interface LossSetters<E> extends LossParams {
  /**
   * Sets the loss: {@code mse}, {@code huber}, {@code absolute}, {@code quantile} or {@code
   * poisson}.
   */
  default E setLoss(String name) {
    return Fluent.set(this, loss(), name);
  }

  /**
   * Sets the size of an error above which huber is linear, in standard deviations of the target.
   */
  default E setDelta(double size) {
    return Fluent.set(this, delta(), size);
  }

  /** Sets the share of the targets that quantile predicts to lie below. */
  default E setQuantile(double share) {
    return Fluent.set(this, quantile(), share);
  }
}
