package dev.lockstep.report;

import java.util.Optional;

/** Is told how training goes, on the driver's thread. */
public interface TrainingListener {

  /**
   * How far training is, and how well it does.
   *
   * @param epoch from 1
   * @param step steps done so far, over all epochs
   * @param meanLoss of the step's examples, or of the epoch's
   * @param learningRate of the step, or of the epoch's last
   * @param examples examples seen so far, over all epochs
   * @param seconds since training began
   * @param validation at an epoch's end, where examples are held out
   */
  record Measures(
      int epoch,
      long step,
      double meanLoss,
      double learningRate,
      long examples,
      double seconds,
      Optional<Validation> validation) {

    /** Without validation. */
    public Measures(
        int epoch, long step, double meanLoss, double learningRate, long examples, double seconds) {
      this(epoch, step, meanLoss, learningRate, examples, seconds, Optional.empty());
    }
  }

  /** After every step. */
  default void onStep(Measures measures) {}

  /** After every epoch. */
  default void onEpoch(Measures measures) {}
}
