package dev.lockstep.report;

import java.util.Locale;

/**
 * A model's measures on the validation set.
 *
 * @param meanLoss of these examples, finite
 * @param metric the other measure: accuracy for classes, RMSE for numbers
 * @param measure its value
 */
public record Validation(double meanLoss, Metric metric, double measure) {
  public Validation {
    if (!Double.isFinite(meanLoss)) {
      throw new IllegalArgumentException("a validation loss is not finite: " + meanLoss);
    }
    if (!(measure >= 0) || measure > (metric.isShare() ? 1 : Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "a validation "
              + metric.words()
              + (metric.isShare() ? " is not from 0 to 1: " : " is negative or not finite: ")
              + measure);
    }
  }

  /** Creates the measures of a model of classes. */
  public Validation(double meanLoss, double accuracy) {
    this(meanLoss, Metric.ACCURACY, accuracy);
  }

  /** Returns the measures of a model. @throws IllegalArgumentException if one is not finite */
  public static Validation of(Measured measured) {
    Metric metric = Metric.headline(measured);
    return new Validation(measured.meanLoss(), metric, metric.of(measured));
  }

  /** Returns both measures in words, as in "loss 0.0812, accuracy 97.50%". */
  public String text() {
    return String.format(Locale.ROOT, "loss %.4f, %s", meanLoss, measureText());
  }

  /** Returns the other measure in words. */
  public String measureText() {
    return metric.words() + " " + metric.text(measure);
  }
}
