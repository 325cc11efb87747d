package dev.lockstep.report;

/**
 * How a model does on the examples that are held out of its training.
 *
 * @param meanLoss of these, finite
 * @param accuracy the share of them that it has right
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
