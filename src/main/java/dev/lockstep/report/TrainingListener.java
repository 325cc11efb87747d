package dev.lockstep.report;

import java.util.Optional;
import java.util.OptionalDouble;

/** Receives the progress of training, on the driver's thread. */
public interface TrainingListener {

  /**
   * The progress and the measures of training.
   *
   * @param epoch from 1
   * @param step steps done so far, over all epochs
   * @param meanLoss of the step's examples, or of the epoch's
   * @param accuracy the share of these examples that the network classified correctly when their
   *     loss was computed, with dropout as trained; absent in an epoch begun by a release that did
   *     not count
   * @param learningRate of the step, or of the epoch's last
   * @param examples examples seen so far, over all epochs
   * @param seconds since training began
   * @param validation at an epoch's end, if there is a validation set
   */
  record Measures(
      int epoch,
      long step,
      double meanLoss,
      OptionalDouble accuracy,
      double learningRate,
      long examples,
      double seconds,
      Optional<Validation> validation) {}

  /** Receives the measures of a step. */
  default void onStep(Measures measures) {}

  /** Receives the measures of an epoch. */
  default void onEpoch(Measures measures) {}
}
