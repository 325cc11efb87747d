package dev.lockstep.ml.param;

/**
 * Sets the params that prevent overfitting, decide when to stop, and let a stopped fit go on.
 *
 * @param <E> the estimator, which setters return
 */
public interface StoppingSetters<E> extends StoppingParams {
  default E setDropout(double share) {
    return Fluent.set(this, dropout(), share);
  }

  default E setL1(double factor) {
    return Fluent.set(this, l1(), factor);
  }

  default E setL2(double factor) {
    return Fluent.set(this, l2(), factor);
  }

  /** Sets the share of the rows in the validation set; clears {@link #validationIndicatorCol}. */
  default E setValidationFraction(double share) {
    return Fluent.set(this, validationFraction(), share, validationIndicatorCol());
  }

  /**
   * Sets the column of booleans that says which rows are the validation set; clears {@link
   * #validationFraction}.
   */
  default E setValidationIndicatorCol(String column) {
    return Fluent.set(this, validationIndicatorCol(), column, validationFraction());
  }

  /** Sets the epochs of early stopping; needs a validation set. */
  default E setPatience(int epochCount) {
    return Fluent.set(this, patience(), epochCount);
  }

  default E setStopOn(String name) {
    return Fluent.set(this, stopOn(), name);
  }

  /** Sets the folder of checkpoints, one for each fit at a time; any file system of Hadoop's. */
  default E setCheckpointDir(String folder) {
    return Fluent.set(this, checkpointDir(), folder);
  }

  /** Sets the epochs from one checkpoint to the next; -1 for no checkpoints. */
  default E setCheckpointInterval(int epochCount) {
    return Fluent.set(this, checkpointInterval(), epochCount);
  }
}
