package dev.lockstep.ml.fit;

import dev.lockstep.report.Metric;
import dev.lockstep.report.Validation;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Is told of each epoch of a {@code fit}, on the thread that called {@code fit}. What it throws
 * ends the fit. Fits at once, as of a {@code CrossValidator} with parallelism, call it at once.
 */
@FunctionalInterface
public interface EpochListener {
  /** Is told after an epoch, before the next one begins. */
  void onEpoch(Epoch epoch);

  /**
   * An epoch that has ended.
   *
   * @param number from 1
   * @param of the epochs of the whole training, which early stopping may not reach
   * @param meanLoss of the training rows, computed in their steps
   * @param accuracy on the same rows; absent where numbers are predicted
   * @param validation loss and accuracy, or RMSE, on the validation set, if there is one
   * @param seconds since training began, the time before a resume included
   */
  record Epoch(
      int number,
      int of,
      double meanLoss,
      OptionalDouble accuracy,
      Optional<Validation> validation,
      double seconds) {
    /** Returns all of it in a line, as in "epoch 3 of 10: loss 0.0812, accuracy 97.50%; 1.2 s". */
    public String text() {
      String share =
          accuracy.isPresent() ? ", accuracy " + Metric.ACCURACY.text(accuracy.getAsDouble()) : "";
      return String.format(
          Locale.ROOT,
          "epoch %d of %d: loss %.4f%s%s; %.1f s",
          number,
          of,
          meanLoss,
          share,
          validation.map(v -> "; validation " + v.text()).orElse(""),
          seconds);
    }
  }
}
