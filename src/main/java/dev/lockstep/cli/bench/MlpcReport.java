package dev.lockstep.cli.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lockstep.text.Counted;
import dev.lockstep.text.Printable;

/**
 * Lockstep against Spark ML's MultilayerPerceptronClassifier: the same network, the same examples.
 *
 * @param epochs of Lockstep
 * @param iterations of Spark ML's l-bfgs, at most
 * @param blas Spark ML's library
 */
public record MlpcReport(
    @JsonUnwrapped TrainingSetup setup,
    int epochs,
    int iterations,
    Blas blas,
    Training lockstep,
    Training sparkMl) {

  /**
   * One of the two trainings, and its model at the end.
   *
   * @param testAccuracy a share, 1 at most
   * @param trainingLoss the mean cross-entropy of the training set
   * @param rowsPerSecond that the model's {@code transform} predicts; null where nobody called it
   */
  public record Training(
      double seconds,
      double testAccuracy,
      double trainingLoss,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double rowsPerSecond) {}

  /** Returns the ratio of Spark ML's time to Lockstep's. */
  @JsonProperty
  public double ratio() {
    return sparkMl.seconds / lockstep.seconds;
  }

  /** Returns the ratio of Lockstep's training loss to Spark ML's. */
  @JsonProperty
  public double lossRatio() {
    return lockstep.trainingLoss / sparkMl.trainingLoss;
  }

  /** Returns a table for people. */
  public String table() {
    return format("%s, %s%n", setup, Counted.of(epochs, "epoch"))
        + line("Lockstep", lockstep)
        + line("Spark ML", sparkMl)
        + format(
            "Lockstep is %.1f times as fast, at %+.2f points of accuracy and %.3f times the loss%n",
            ratio(), 100 * (lockstep.testAccuracy - sparkMl.testAccuracy), lossRatio())
        + predictionLine()
        + format("Spark ML took %d iterations at most, with %s%n", iterations, blas)
        + blas.advice().map(advice -> format("%s%n", advice)).orElse("");
  }

  private String predictionLine() {
    if (lockstep.rowsPerSecond == null || sparkMl.rowsPerSecond == null) {
      return "";
    }
    double ours = lockstep.rowsPerSecond;
    double theirs = sparkMl.rowsPerSecond;
    return format(
        "transform predicts %,.0f rows/s, Spark ML's %,.0f: %.1f times as many%n",
        ours, theirs, ours / theirs);
  }

  private static String line(String who, Training training) {
    return format(
        "%-8s  %8.2f s  test accuracy %.2f%%  training loss %.4f%n",
        who, training.seconds, 100 * training.testAccuracy, training.trainingLoss);
  }

  private static String format(String format, Object... arguments) {
    return Printable.format(format, arguments);
  }
}
