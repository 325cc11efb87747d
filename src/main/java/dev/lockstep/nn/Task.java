package dev.lockstep.nn;

import java.io.Serializable;
import java.util.Optional;

/** What a network predicts: the class of a row, or numbers. B: examples, T: numbers of each. */
public sealed interface Task extends Serializable permits ClassTask, ValueTask {
  /** Predicts the class of a row. */
  Task CLASSES = new ClassTask();

  /**
   * Returns the targets of some examples.
   *
   * @param labels [B]; not used where the targets are numbers
   * @param values [B x T], as read; not used where the targets are classes
   * @param weights [B]; null where all are 1
   * @param smoothing of the labels
   * @param ends of the groups
   */
  Targets targets(int[] labels, double[] values, float[] weights, float smoothing, int[] ends);

  /** Returns the number of classes, or of the numbers that are predicted. */
  int names(Network network);

  /** Returns true if it predicts classes. */
  boolean hasClasses();

  /** Returns the scaling of the numbers that are predicted; empty where classes are. */
  Optional<TargetScaling> targetScaling();

  /** Returns what is predicted, in messages. */
  String noun();

  /** Returns several of what is predicted, in messages. */
  String plural();

  /** Returns the loss that is minimised unless the user names another. */
  LossFunction defaultLoss();

  /**
   * Checks that a network's loss and outputs are for this task.
   *
   * @throws IllegalArgumentException if not
   */
  void requireNetwork(Network network);
}
