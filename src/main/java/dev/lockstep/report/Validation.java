package dev.lockstep.report;

/**
 * A model's measures on the validation set.
 *
 * @param meanLoss of these examples, finite
 * @param accuracy the share of them that it classifies correctly
 */
public record Validation(double meanLoss, double accuracy) {
  public Validation {
    if (!Double.isFinite(meanLoss)) {
      throw new IllegalArgumentException("a validation loss is not finite: " + meanLoss);
    }
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw new IllegalArgumentException("a validation accuracy is not from 0 to 1: " + accuracy);
    }
  }
}
